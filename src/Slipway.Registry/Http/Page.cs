// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Registry;

/// <summary>Which part of a list a request asks for.</summary>
/// <param name="Count">At most how many entries.</param>
/// <param name="Last">The entry after which they begin, which need not exist; empty for the beginning.</param>
internal readonly record struct Page(int Count, string Last)
{
    /// <summary>Reads <c>n</c> and <c>last</c>. More than a page may have is no error: the list goes on at its Link.</summary>
    /// <exception cref="OciException">PAGINATION_NUMBER_INVALID.</exception>
    public static Page Read(RegistryRequest request, RegistryLimits limits)
    {
        var last = request.Query("last") ?? "";
        if (request.Query("n") is not { } text)
            return new(limits.MaxPageSize, last);
        if (!text.All(char.IsAsciiDigit))
            throw OciException.Of(OciErrorCode.PaginationNumberInvalid, $"'{text[..Math.Min(text.Length, 40)]}' is not a number of entries; expected 0 or more");
        return new(int.TryParse(text, out var count) ? Math.Min(count, limits.MaxPageSize) : limits.MaxPageSize, last);
    }

    /// <summary>The entries of the page, of one more than it may have; where there is one more, a Link leads to the next page.</summary>
    public IReadOnlyList<string> Cut(RegistryRequest request, IReadOnlyList<string> entries, string path)
    {
        if (Count == 0 || entries.Count <= Count)
            return Count == 0 ? [] : entries;
        request.Response.Headers.Link = $"<{path}?n={Count}&last={Uri.EscapeDataString(entries[Count - 1])}>; rel=\"next\"";
        return [.. entries.Take(Count)];
    }
}
