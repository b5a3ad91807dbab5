// SPDX-License-Identifier: Apache-2.0
using System.Net;
using Slipway.Oci;
using Slipway.TestKit;

namespace Slipway.Bench;

/// <summary>Debian's <c>docker-registry</c>: its in-memory cache of descriptors is on, its access log is off, and nobody needs a login but at its second process.</summary>
internal sealed class DebianServer : IRegistryServer
{
    private readonly TempFolder _folder;
    private readonly ServerProcess _process;

    private DebianServer(TempFolder folder, string name, ServerProcess process, IPEndPoint address, string? authorization) =>
        (_folder, Name, _process, Address, Authorization) = (folder, name, process, address, authorization);

    public string Name { get; }

    public int ProcessId => _process.Id;

    public IPEndPoint Address { get; }

    public string? Authorization { get; }

    public static async Task<DebianServer> StartAsync()
    {
        var folder = new TempFolder();
        folder.MakeFolder("data");
        return await StartAsync(folder, "", null);
    }

    /// <summary>Starts another process on the same storage, which asks for a login with every request.</summary>
    public Task<DebianServer> StartWithUsersAsync() =>
        StartAsync(_folder, $"auth: {{htpasswd: {{realm: bench, path: \"{_folder.Write("htpasswd", RegistryUser.Line)}\"}}}}\n", RegistryUser.Basic);

    // As files of its own form: it takes some minutes to be pushed ten thousand manifests.
    public Task AddAsync(TaggedManifests manifests)
    {
        for (var number = 0; number < manifests.Count; number++)
        {
            var digest = manifests.DigestOf(number);
            Write($"blobs/sha256/{digest.Hex[..2]}/{digest.Hex}/data", manifests.BytesOf(number));
            Write($"repositories/{manifests.Repository}/_manifests/revisions/sha256/{digest.Hex}/link", digest);
            WriteTag(manifests.Repository, TaggedManifests.TagOf(number), digest);
        }
        return Task.CompletedTask;
    }

    public Task TagAsync(TaggedManifests manifests, int manifest, IReadOnlyList<string> tags)
    {
        foreach (var tag in tags)
            WriteTag(manifests.Repository, tag, manifests.DigestOf(manifest));
        return Task.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        await _process.DisposeAsync();
        if (Authorization is null)
            _folder.Dispose();
    }

    private static async Task<DebianServer> StartAsync(TempFolder folder, string access, string? authorization)
    {
        var address = ServerProcess.FindFreeAddress();
        var settings = folder.Write($"{address.Port}.yml",
            $$"""
            version: 0.1
            log: {level: error, accesslog: {disabled: true} }
            storage: {cache: {blobdescriptor: inmemory}, filesystem: {rootdirectory: "{{folder["data"]}}" }, delete: {enabled: true}, maintenance: {uploadpurging: {enabled: false} } }
            http: {addr: "{{address}}", secret: bench}
            {{access}}
            """);
        var program = Needs.Tool("docker-registry");
        var process = await ServerProcess.StartAsync([program, "serve", settings], new Dictionary<string, string>(), address);
        // "docker-registry github.com/docker/distribution 2.8.2+ds1"
        var version = (await Oracle.RunAsync(program, ["--version"], CancellationToken.None)).Trim().Split(' ')[^1];
        return new(folder, $"docker-registry {version}", process, address, authorization);
    }

    private void WriteTag(string repository, string tag, Digest digest)
    {
        Write($"repositories/{repository}/_manifests/tags/{tag}/current/link", digest);
        Write($"repositories/{repository}/_manifests/tags/{tag}/index/sha256/{digest.Hex}/link", digest);
    }

    private void Write(string path, Digest link) => Write(path, System.Text.Encoding.ASCII.GetBytes(link.ToString()));

    private void Write(string path, byte[] content) => _folder.Write($"data/docker/registry/v2/{path}", content);
}
