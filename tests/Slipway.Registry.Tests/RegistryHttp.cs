// SPDX-License-Identifier: Apache-2.0
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Slipway.Oci;
using Slipway.TestKit;

namespace Slipway.Registry.Tests;

/// <summary>Speaks the protocol to a registry by hand, byte for byte.</summary>
internal sealed class RegistryHttp : IDisposable
{
    public RegistryHttp(Uri address, string? token)
    {
        Client = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false }) { BaseAddress = address };
        if (token is not null)
            Client.DefaultRequestHeaders.Authorization = Basic("tester", token);
    }

    /// <summary>With all rights.</summary>
    public RegistryHttp(TestRegistry registry) : this(registry.Server.Address, registry.PushToken)
    {
    }

    public HttpClient Client { get; }

    public static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static RegistryHttp Anonymous(TestRegistry registry) => new(registry.Server.Address, null);

    public static AuthenticationHeaderValue Basic(string user, string password) =>
        new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{password}")));

    public Task<HttpResponseMessage> GetAsync(string path, params (string Name, string Value)[] headers) => SendAsync("GET", path, null, headers);

    public Task<HttpResponseMessage> HeadAsync(string path) => SendAsync("HEAD", path);

    public Task<HttpResponseMessage> DeleteAsync(string path) => SendAsync("DELETE", path);

    public Task<HttpResponseMessage> SendAsync(string method, string path, byte[]? body = null, params (string Name, string Value)[] headers)
    {
        var request = new HttpRequestMessage(new(method), path) { Content = body is null && method is "GET" or "HEAD" or "DELETE" ? null : new ByteArrayContent(body ?? []) };
        foreach (var (name, value) in headers)
        {
            if (!request.Headers.TryAddWithoutValidation(name, value))
                request.Content!.Headers.TryAddWithoutValidation(name, value);
        }
        return Client.SendAsync(request, Cancellation);
    }

    /// <summary>Begins an upload and returns its path.</summary>
    public async Task<string> StartUploadAsync(string repository, string query = "")
    {
        var response = await SendAsync("POST", $"/v2/{repository}/blobs/uploads/{query}");
        response.StatusCode.ShouldBe(HttpStatusCode.Accepted);
        return response.Headers.Location!.OriginalString;
    }

    public async Task<Digest> PushBlobAsync(string repository, byte[] content)
    {
        var digest = Digest.Sha256(content);
        var response = await SendAsync("POST", $"/v2/{repository}/blobs/uploads/?digest={digest}", content);
        response.StatusCode.ShouldBe(HttpStatusCode.Created);
        return digest;
    }

    public Task<Digest> PushBlobAsync(string repository, string content) => PushBlobAsync(repository, Encoding.UTF8.GetBytes(content));

    /// <summary>Pushes an image of one layer, whose content decides its digest.</summary>
    public async Task<Digest> PushImageAsync(string repository, string reference, string content = "layer")
    {
        var manifest = await MakeManifestAsync(repository, content);
        var response = await PutManifestAsync(repository, reference, manifest);
        response.StatusCode.ShouldBe(HttpStatusCode.Created, await response.Content.ReadAsStringAsync(Cancellation));
        return Digest.Sha256(Encoding.UTF8.GetBytes(manifest));
    }

    /// <summary>Pushes an image that speaks of a subject, by its digest.</summary>
    public async Task<Digest> PushImageOfSubjectAsync(string repository, Digest subject, long size, string? more = null)
    {
        var manifest = await MakeManifestAsync(repository, "of the referrer", $",\"subject\":{{\"mediaType\":\"{MediaTypes.Manifest}\",\"digest\":\"{subject}\",\"size\":{size}}}{more}");
        var digest = Digest.Sha256(Encoding.UTF8.GetBytes(manifest));
        var response = await PutManifestAsync(repository, digest.ToString(), manifest);
        response.StatusCode.ShouldBe(HttpStatusCode.Created, await response.Content.ReadAsStringAsync(Cancellation));
        return digest;
    }

    /// <summary>Pushes a config and a layer, and writes the manifest of them without pushing it.</summary>
    public async Task<string> MakeManifestAsync(string repository, string content = "layer", string? more = null)
    {
        var config = await PushBlobAsync(repository, "{}");
        var layer = await PushBlobAsync(repository, content);
        return Manifest(config, 2, layer, Encoding.UTF8.GetByteCount(content), more);
    }

    public static string Manifest(Digest config, long configSize, Digest layer, long layerSize, string? more = null) =>
        $$"""
        {"schemaVersion":2,"mediaType":"{{MediaTypes.Manifest}}","config":{"mediaType":"{{MediaTypes.Config}}","digest":"{{config}}","size":{{configSize}}},"layers":[{"mediaType":"{{MediaTypes.LayerGzip}}","digest":"{{layer}}","size":{{layerSize}}}]{{more}}}
        """;

    public static string Index(params (Digest Digest, long Size)[] manifests) =>
        $$"""{"schemaVersion":2,"mediaType":"{{MediaTypes.Index}}","manifests":[{{string.Join(',', manifests.Select(static part => $$"""{"mediaType":"{{MediaTypes.Manifest}}","digest":"{{part.Digest}}","size":{{part.Size}}}"""))}}]}""";

    public Task<HttpResponseMessage> PutManifestAsync(string repository, string reference, string manifest, string contentType = MediaTypes.Manifest, params (string Name, string Value)[] headers) =>
        SendAsync("PUT", $"/v2/{repository}/manifests/{reference}", Encoding.UTF8.GetBytes(manifest), [("Content-Type", contentType), .. headers]);

    public void Dispose() => Client.Dispose();
}
