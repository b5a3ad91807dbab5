// SPDX-License-Identifier: Apache-2.0
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using Slipway.Native;
using Slipway.Oci;
using Slipway.TestKit;

namespace Slipway.Bench;

/// <summary>Our own registry, as <c>slipway registry serve</c> runs it. Whoever pulls or pushes needs a login: it never has less to do than its peer.</summary>
internal sealed class SlipwayServer : IRegistryServer
{
    private const int TagsAtOnce = 64;
    private readonly TempFolder _folder;
    private readonly ServerProcess _process;

    private SlipwayServer(TempFolder folder, ServerProcess process, IPEndPoint address) => (_folder, _process, Address) = (folder, process, address);

    public string Name => "slipway";

    public int ProcessId => _process.Id;

    public IPEndPoint Address { get; }

    public string? Authorization => RegistryUser.Basic;

    public static async Task<SlipwayServer> StartAsync(string program)
    {
        var folder = new TempFolder();
        var address = ServerProcess.FindFreeAddress();
        var process = await ServerProcess.StartAsync(
            [program, "registry", "serve", "--address", address.ToString(), "--storage", folder["storage"], "--htpasswd", folder.Write("htpasswd", RegistryUser.Line)],
            new Dictionary<string, string>(StringComparer.Ordinal) { ["SLIPWAY_HOME"] = folder["home"] }, address);
        return new(folder, process, address);
    }

    public async Task AddAsync(TaggedManifests manifests)
    {
        var next = -1;
        await Load.RunAsync(this, 8, Authorization, _ => next < manifests.Count, (connection, _) => () =>
        {
            if (Interlocked.Increment(ref next) is var number && number < manifests.Count)
                connection.Send("PUT", $"/v2/{manifests.Repository}/manifests/{TaggedManifests.TagOf(number)}", manifests.BytesOf(number), 201, $"Content-Type: {MediaTypes.Manifest}\r\n");
        });
    }

    public async Task TagAsync(TaggedManifests manifests, int manifest, IReadOnlyList<string> tags)
    {
        await Task.Yield();
        using var connection = new RawConnection(Address, Authorization);
        foreach (var some in tags.Chunk(TagsAtOnce))
        {
            connection.Send("PUT", $"/v2/{manifests.Repository}/manifests/{manifests.DigestOf(manifest)}?{string.Join('&', some.Select(static tag => $"tag={tag}"))}",
                manifests.BytesOf(manifest), 201, $"Content-Type: {MediaTypes.Manifest}\r\n");
        }
    }

    /// <summary>A token as clients get it, to pull from a repository.</summary>
    public async Task<string> GetTokenAsync(string repository)
    {
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Get, $"http://{Address}/token?service=slipway-registry&scope=repository:{repository}:pull");
        request.Headers.Authorization = AuthenticationHeaderValue.Parse(RegistryUser.Basic);
        using var answer = await http.SendAsync(request);
        return $"Bearer {JsonNode.Parse(await answer.EnsureSuccessStatusCode().Content.ReadAsStringAsync())!["token"]}";
    }

    /// <summary>gives the manifest of a tag many more tags, by writing their rows: so many pushes would take longer than everything else.</summary>
    public void FillTags(string repository, string tag, int count)
    {
        using var database = SqliteDatabase.Open(_folder["storage/meta.db"]);
        database.Write(transaction => transaction.Execute(
            """
            WITH RECURSIVE number(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM number WHERE n < ?3)
            INSERT INTO tag (repository_id, name, manifest_id, pushed, pushed_by)
            SELECT tag.repository_id, printf('t%07d', n), tag.manifest_id, tag.pushed, tag.pushed_by FROM number
            JOIN repository ON repository.name = ?1 JOIN tag ON tag.repository_id = repository.id AND tag.name = ?2
            """,
            repository, tag, count));
    }

    public async ValueTask DisposeAsync()
    {
        await _process.DisposeAsync();
        _folder.Dispose();
    }
}
