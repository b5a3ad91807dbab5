// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Distribution;

/// <summary>Reads where a list goes on: <c>Link: &lt;…&gt;; rel="next"</c> (RFC 8288, distribution-spec "Listing Tags").</summary>
internal static class PageLink
{
    /// <summary>The address of the next page, or null after the last.</summary>
    public static Uri? NextOf(HttpResponseMessage response)
    {
        if (!response.Headers.TryGetValues("Link", out var values))
            return null;
        foreach (var link in values)
        {
            var (open, close) = (link.IndexOf('<', StringComparison.Ordinal), link.IndexOf('>', StringComparison.Ordinal));
            if (open < 0 || close < open || !IsNext(link.AsSpan(close + 1)))
                continue;
            if (Uri.TryCreate(response.RequestMessage!.RequestUri, link[(open + 1)..close], out var next))
                return next;
        }
        return null;
    }

    private static bool IsNext(ReadOnlySpan<char> parameters) =>
        parameters.Contains("rel=\"next\"", StringComparison.OrdinalIgnoreCase) || parameters.Contains("rel=next", StringComparison.OrdinalIgnoreCase);
}
