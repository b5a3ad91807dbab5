// SPDX-License-Identifier: Apache-2.0
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Slipway.Distribution;

/// <summary>A list that a registry gives page by page, each naming the next (distribution-spec, "Content Discovery").</summary>
internal sealed class PagedList(RegistryChannel channel)
{
    private const int MaxListSize = 4 * 1024 * 1024;
    private const int MaxPages = 10_000;

    /// <summary>Reads the items of every page. What can't be read as one is passed by.</summary>
    /// <param name="first">Asks for the first page.</param>
    /// <param name="type">How a page is written.</param>
    /// <param name="words">A page's items as it writes them.</param>
    /// <param name="parse">Reads one; null where it is none.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="RegistryException">The registry refuses, a page is none, or the pages lead elsewhere or in a circle.</exception>
    internal async IAsyncEnumerable<T> ReadAsync<T, TPage>(
        RegistryRequest first,
        JsonTypeInfo<TPage> type,
        Func<TPage, IReadOnlyList<string>?> words,
        Func<string, T?> parse,
        [EnumeratorCancellation] CancellationToken cancellationToken)
        where T : struct
    {
        var request = first;
        var seen = new HashSet<string>(StringComparer.Ordinal);
        while (seen.Add(request.Uri.AbsoluteUri))
        {
            if (seen.Count > MaxPages)
                throw new RegistryException($"{request.Action}: the list has more than {MaxPages} pages.");
            var response = await channel.SendAsync(request, cancellationToken).ConfigureAwait(false);
            var next = PageLink.NextOf(response);
            var body = await channel.ReadAsync(response, MaxListSize, request.Action, cancellationToken).ConfigureAwait(false);
            foreach (var word in words(ParsePage(body, type, request.Action)) ?? [])
            {
                if (parse(word) is { } item)
                    yield return item;
            }
            if (next is null)
                yield break;
            if (!channel.Host.IsOwn(next))
                throw new RegistryException($"{request.Action}: the next page is said to be at another host, '{next.Authority}'.");
            request = request with { Uri = next };
        }
        throw new RegistryException($"{first.Action}: the registry's pages lead in a circle.");
    }

    private static TPage ParsePage<TPage>(byte[] body, JsonTypeInfo<TPage> type, string action)
    {
        try
        {
            return JsonSerializer.Deserialize(body, type) ?? throw new RegistryException($"{action}: the answer is JSON 'null'.");
        }
        catch (JsonException e)
        {
            throw new RegistryException($"{action}: the answer is not a list: {e.Message}", e);
        }
    }
}
