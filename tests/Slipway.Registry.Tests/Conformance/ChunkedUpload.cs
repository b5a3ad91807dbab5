// SPDX-License-Identifier: Apache-2.0
using System.Net;
using Slipway.Oci;

namespace Slipway.Registry.Tests.Conformance;

/// <summary>"Pushing a blob in chunks", checked at each step.</summary>
internal sealed class ChunkedUpload(RegistryHttp http, byte[] content, Digest digest)
{
    /// <summary>How many bytes a chunk has; the last may have fewer.</summary>
    public required int ChunkSize { get; init; }

    /// <summary>The last chunk comes with the closing PUT.</summary>
    public required bool PutsLast { get; init; }

    /// <summary>Before each chunk another comes that is out of order.</summary>
    public required bool Strays { get; init; }

    /// <summary>Sends all of it, and returns the answer to the closing PUT.</summary>
    public async Task<HttpResponseMessage> SendAsync(string upload)
    {
        for (var start = 0; start < content.Length; start += ChunkSize)
        {
            if (Strays)
                upload = await StrayAsync(upload, start);
            var isLast = start + ChunkSize >= content.Length;
            if (isLast && PutsLast)
                return await SendChunkAsync("PUT", $"{upload}?digest={digest}", start).AnswersAsync("end-6", HttpStatusCode.Created);
            var end = Math.Min(content.Length, start + ChunkSize);
            upload = (await SendChunkAsync("PATCH", upload, start).AnswersAsync("end-5", HttpStatusCode.Accepted)).Has("end-5", end).LeadsOn("end-5");
        }
        return await http.SendAsync("PUT", $"{upload}?digest={digest}").AnswersAsync("end-6", HttpStatusCode.Created);
    }

    // A chunk that skips one, or the first once more, is refused; the upload says where it goes on.
    private async Task<string> StrayAsync(string upload, int expected)
    {
        var start = expected + ChunkSize < content.Length ? expected + ChunkSize : 0;
        var isLast = start + ChunkSize >= content.Length;
        var refused = isLast && PutsLast
            ? await SendChunkAsync("PUT", $"{upload}?digest={digest}", start).AnswersAsync("end-6", HttpStatusCode.RequestedRangeNotSatisfiable)
            : await SendChunkAsync("PATCH", upload, start).AnswersAsync("end-5", HttpStatusCode.RequestedRangeNotSatisfiable);
        refused.Has("end-5", expected).LeadsOn("end-5");
        return (await http.GetAsync(upload).AnswersAsync("end-13", HttpStatusCode.NoContent)).Has("end-13", expected).LeadsOn("end-13");
    }

    private Task<HttpResponseMessage> SendChunkAsync(string method, string path, int start)
    {
        var end = Math.Min(content.Length, start + ChunkSize);
        return http.SendAsync(method, path, content[start..end], ("Content-Type", "application/octet-stream"), ("Content-Range", $"{start}-{end - 1}"));
    }
}
