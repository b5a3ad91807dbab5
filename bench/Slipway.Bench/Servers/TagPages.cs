// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;

namespace Slipway.Bench;

/// <summary>Pages of a repository's list of tags.</summary>
internal static class TagPages
{
    private const int Requests = 60;
    private const int Size = 100;

    /// <summary>How many milliseconds a client waits for a page that begins anywhere in the list: the median of some.</summary>
    /// <param name="server">The registry.</param>
    /// <param name="repository">Whose tags.</param>
    /// <param name="tagOf">The tag of a number; in the order of the numbers they are listed.</param>
    /// <param name="count">How many numbers have one.</param>
    public static async Task<double> MeasureAsync(IRegistryServer server, string repository, Func<int, string> tagOf, int count)
    {
        using var http = new HttpClient { BaseAddress = new Uri($"http://{server.Address}") };
        if (server.Authorization is { } authorization)
            http.DefaultRequestHeaders.Authorization = AuthenticationHeaderValue.Parse(authorization);
        var random = new Random(count);
        var times = new List<double>();
        for (var request = 0; request < Requests; request++)
        {
            var after = random.Next(1, count - Size);
            var begun = Stopwatch.GetTimestamp();
            var page = await http.GetByteArrayAsync(new Uri(string.Create(CultureInfo.InvariantCulture, $"/v2/{repository}/tags/list?n={Size}&last={tagOf(after)}"), UriKind.Relative));
            times.Add(Stopwatch.GetElapsedTime(begun).TotalMilliseconds);
            var tags = JsonNode.Parse(page)!["tags"]!.AsArray().Select(static tag => (string)tag!).ToList();
            // docker-registry 2 knows no pages: it sends all tags each time.
            if (tags.Count < Size || !tags.Contains(tagOf(after + 1)))
                throw new InvalidOperationException($"{server.Name} answered a page after '{tagOf(after)}' with {tags.Count} tags.");
        }
        return times.Order().ElementAt(Requests / 2);
    }
}
