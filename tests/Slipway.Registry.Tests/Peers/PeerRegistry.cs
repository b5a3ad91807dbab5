// SPDX-License-Identifier: Apache-2.0
using System.Net;
using System.Text.Json;
using Slipway.Native;
using Slipway.Oci;
using Slipway.TestKit;

namespace Slipway.Registry.Tests;

/// <summary>A registry for another program, and what that program needs to be let in.</summary>
internal sealed class PeerRegistry : IAsyncDisposable
{
    private readonly TempFolder _folder;
    private readonly TestRegistry _registry;
    private readonly HttpClient _http;

    private PeerRegistry(PeerAccess access, TempFolder folder, TestRegistry registry)
    {
        (Access, _folder, _registry) = (access, folder, registry);
        (User, Password) = access == PeerAccess.LoginOverTls ? ("alice", "wonderland") : ("anyone", registry.PushToken);
        // The certificate is no more than this oracle's way in; that it is the right one is the other program's to say.
        var handler = new SocketsHttpHandler { UseProxy = false, SslOptions = new() { RemoteCertificateValidationCallback = static (_, shown, _, _) => shown is not null } };
        _http = new(handler) { BaseAddress = registry.Server.Address };
        _http.DefaultRequestHeaders.Authorization = RegistryHttp.Basic(User, Password);
    }

    public PeerAccess Access { get; }

    /// <summary>The host and port of references.</summary>
    public string Host => _registry.Registry;

    public string User { get; }

    public string Password { get; }

    /// <summary><c>user:password</c>, as most programs take it.</summary>
    public string Credentials => $"{User}:{Password}";

    /// <summary>Whether a login is needed to pull.</summary>
    public bool NeedsLoginToPull => Access == PeerAccess.LoginOverTls;

    /// <summary>A folder that holds the certificate of the registry's authority alone.</summary>
    public string CertificateFolder => _folder["certificates"];

    /// <summary>The certificate of the registry's authority.</summary>
    public string Certificate => _folder["certificates/ca.crt"];

    /// <summary>The words of podman, buildah and skopeo that let them reach it, in each of which they begin with <paramref name="prefix"/>.</summary>
    public string[] Reach(string prefix = "--") => Access == PeerAccess.LoginOverTls
        ? [$"{prefix}tls-verify=true", $"{prefix}cert-dir={CertificateFolder}"]
        : [$"{prefix}tls-verify=false"];

    /// <summary>The same with a login.</summary>
    public string[] ReachAndLogIn(string prefix = "--") => [.. Reach(prefix), $"{prefix}creds={Credentials}"];

    /// <summary>The same with a login where pulls need one.</summary>
    public string[] ReachToPull(string prefix = "--") => NeedsLoginToPull ? ReachAndLogIn(prefix) : Reach(prefix);

    public static async Task<PeerRegistry> StartAsync(PeerAccess access, CancellationToken cancellationToken)
    {
        var folder = new TempFolder();
        try
        {
            folder.Write("htpasswd", $"alice:{Bcrypt.Make("wonderland", cost: 4)}\n");
            folder.Write("certificates/ca.crt", "");
            var registry = await TestRegistry.StartAsync(cancellationToken, options =>
            {
                if (access != PeerAccess.LoginOverTls)
                    return options;
                var tls = CertificateFiles.Write(folder, "registry");
                File.Copy(tls.CertificateFile, folder["certificates/ca.crt"], overwrite: true);
                return options with { Tls = tls, HtpasswdFile = folder["htpasswd"] };
            });
            return new(access, folder, registry);
        }
        catch
        {
            folder.Dispose();
            throw;
        }
    }

    /// <summary>The digest of what a tag names here.</summary>
    public async Task<Digest> DigestAsync(string repository, string reference)
    {
        var response = await _http.SendAsync(new(HttpMethod.Head, $"/v2/{repository}/manifests/{reference}"), RegistryHttp.Cancellation);
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        return Digest.Parse(response.Header("Docker-Content-Digest")!);
    }

    /// <summary>Puts an index of images that are there, tagged by their architectures.</summary>
    public async Task PutIndexAsync(string repository, string tag, IEnumerable<string> architectures)
    {
        var parts = new List<string>();
        foreach (var architecture in architectures)
        {
            var head = await _http.SendAsync(new(HttpMethod.Head, $"/v2/{repository}/manifests/{architecture}"), RegistryHttp.Cancellation);
            parts.Add($$$"""{"mediaType":"{{{head.Header("Content-Type")}}}","digest":"{{{head.Header("Docker-Content-Digest")}}}","size":{{{head.Content.Headers.ContentLength}}},"platform":{"os":"linux","architecture":"{{{architecture}}}"}}""");
        }
        var content = new StringContent($$"""{"schemaVersion":2,"mediaType":"{{MediaTypes.Index}}","manifests":[{{string.Join(',', parts)}}]}""");
        content.Headers.ContentType = new(MediaTypes.Index);
        (await _http.PutAsync($"/v2/{repository}/manifests/{tag}", content, RegistryHttp.Cancellation)).StatusCode.ShouldBe(HttpStatusCode.Created);
    }

    /// <summary>Reads a manifest, all that it names and all that those name, each of which must be there with the digest and size that it is named by.</summary>
    /// <returns>The architectures of its images, in order.</returns>
    public async Task<IReadOnlyList<string>> ReadAllAsync(string repository, string reference)
    {
        using var manifest = JsonDocument.Parse(await ReadAsync($"/v2/{repository}/manifests/{reference}", Digest.TryParse(reference, out var digest) ? digest : await DigestAsync(repository, reference)));
        var architectures = new List<string>();
        if (manifest.RootElement.TryGetProperty("manifests", out var children))
        {
            foreach (var child in children.EnumerateArray())
                architectures.AddRange(await ReadAllAsync(repository, child.GetProperty("digest").GetString()!));
            return architectures;
        }
        var config = manifest.RootElement.GetProperty("config");
        using var image = JsonDocument.Parse(await ReadBlobAsync(repository, config));
        foreach (var layer in manifest.RootElement.GetProperty("layers").EnumerateArray())
            (await ReadBlobAsync(repository, layer)).ShouldNotBeEmpty();
        return [image.RootElement.GetProperty("architecture").GetString()!];
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _registry.DisposeAsync();
        _folder.Dispose();
    }

    private async Task<byte[]> ReadBlobAsync(string repository, JsonElement descriptor)
    {
        var digest = Digest.Parse(descriptor.GetProperty("digest").GetString()!);
        var bytes = await ReadAsync($"/v2/{repository}/blobs/{digest}", digest);
        bytes.LongLength.ShouldBe(descriptor.GetProperty("size").GetInt64());
        return bytes;
    }

    private async Task<byte[]> ReadAsync(string path, Digest digest)
    {
        var response = await _http.GetAsync(path, RegistryHttp.Cancellation);
        response.StatusCode.ShouldBe(HttpStatusCode.OK, path);
        var bytes = await response.BytesAsync();
        digest.OfSameAlgorithm(bytes).ShouldBe(digest);
        return bytes;
    }
}
