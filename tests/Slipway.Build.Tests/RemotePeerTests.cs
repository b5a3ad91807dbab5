// SPDX-License-Identifier: Apache-2.0
using System.Formats.Tar;
using System.Net;
using Slipway.Distribution;
using Slipway.Native;
using Slipway.TestKit;

namespace Slipway.Build.Tests;

/// <summary>What BuildKit makes of addresses and contexts that are no folders, we make as well.</summary>
[Trait("Needs", "Peers")]
public sealed class RemotePeerTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Files_of_addresses_come_out_as_BuildKits()
    {
        await using var docker = await TrixieDocker.StartAsync(Cancellation);
        using var http = new GuardedHttp();
        using var world = new BuildWorld(services => services with { Downloads = new GuardedDownloads(http) });
        using var archive = new MemoryStream();
        using (var writer = new TarWriter(archive, TarEntryFormat.Ustar, leaveOpen: true))
            writer.WriteEntry(new UstarTarEntry(TarEntryType.RegularFile, "inside") { DataStream = new MemoryStream("x"u8.ToArray()), Uid = 5, Gid = 6, Mode = (UnixFileMode)Convert.ToInt32("640", 8) });
        await using var server = new ScriptedServer(request => new(HttpStatusCode.OK)
        {
            Body = request.Target.EndsWith(".tar", StringComparison.Ordinal) ? archive.ToArray() : "content"u8.ToArray(),
            Headers = request.Target.StartsWith("/dated", StringComparison.Ordinal) ? new() { ["Last-Modified"] = "Mon, 02 Jan 2023 03:04:05 GMT" } : [],
        });
        // Whole seconds: the peer's archive has no others, and rounds.
        File.SetLastWriteTimeUtc(world.Write("local", "local"), DateTimeOffset.FromUnixTimeSeconds(1700000000).UtcDateTime);
        var address = $"http://{server.Authority}";
        var dockerfile = $"""
            FROM scratch
            ARG V=2
            ADD {address}/dated/a.txt {address}/b%20c.txt?q=1 local /in/
            ADD --chmod=755 --chown=7:8 {address}/v$V/d /to/file
            ADD --checksum=sha256:ed7002b439e9ac845f22357d822bac1444730fbdb6016d3ec9432297b9ec9f73 {address}/dated/e /checked/
            ADD {address}/f.tar /packed/
            ADD --link {address}/g /linked/
            ADD {address}/dir/ /slash/

            """;
        world.Write("Dockerfile", dockerfile);

        var ours = await world.BuildAsync(dockerfile);
        await docker.RunAsync(["buildx", "build", "--provenance=false", "-o", $"type=tar,dest={world.Folder["theirs.tar"]}", world.Context], Cancellation);

        Lines(ours).ShouldBe(await LinesAsync(world.Folder["theirs.tar"]));
    }

    [Fact]
    public async Task An_archive_as_context_comes_out_as_BuildKits()
    {
        await using var docker = await TrixieDocker.StartAsync(Cancellation);
        using var http = new GuardedHttp();
        using var world = new BuildWorld(services => services with { Downloads = new GuardedDownloads(http) });
        using var archive = new MemoryStream();
        using (var writer = new TarWriter(archive, TarEntryFormat.Ustar, leaveOpen: true))
        {
            // The peer takes for an archive what begins with a header: it looks at 1024 bytes, and PAX would put its own there.
            void Add(string name, string text, int uid) => writer.WriteEntry(new UstarTarEntry(TarEntryType.RegularFile, name)
            {
                DataStream = new MemoryStream(System.Text.Encoding.UTF8.GetBytes(text)),
                Uid = uid,
                Gid = uid,
                Mode = (UnixFileMode)Convert.ToInt32("640", 8),
                ModificationTime = DateTimeOffset.FromUnixTimeSeconds(1700000000),
            });

            Add("Dockerfile", "FROM scratch\nCOPY dir /dir\nCOPY --chown=3:4 top /\n", 0);
            Add("top", "top", 11);
            Add("dir/a", "a", 12);
            // No .dockerignore: BuildKit passes over that of a context which is no folder, and we don't.
        }
        await using var server = new ScriptedServer(_ => new(HttpStatusCode.OK) { Body = archive.ToArray() });
        using var context = await new RemoteContexts(world.Services).OpenAsync(new Uri($"http://{server.Authority}/c.tar"), RemoteAccess.None, Cancellation);

        var target = new BuildTarget { Name = "app", Source = new DockerfileSource(context.TryRead("Dockerfile")!) { File = Path.Combine(context.Folder, "Dockerfile") }, Context = context.Folder };
        var result = await world.RunAsync(null, target);
        await docker.RunAsync(["buildx", "build", "--provenance=false", "-o", $"type=tar,dest={world.Folder["theirs.tar"]}", $"http://{server.Authority}/c.tar"], Cancellation);

        result.Succeeded.ShouldBeTrue(BuildWorld.Describe(result));
        Lines(new(world, result.Targets[0].Image!, result)).ShouldBe(await LinesAsync(world.Folder["theirs.tar"]));
    }

    private static IReadOnlyList<string> Lines(BuiltImage image) => [.. image.Tree.Enumerate()
        .Select(entry => $"/{entry.Path} {image.Stat("/" + entry.Path)}{(entry.Node.Type == FileType.RegularFile ? $" {entry.Node.Size} {entry.Node.Modified.Seconds}" : "")}").Order(StringComparer.Ordinal)];

    // Times of folders are of when they were made. The local file's is this machine's, and the same.
    private static async Task<IReadOnlyList<string>> LinesAsync(string archive)
    {
        var lines = new List<string>();
        using var reader = new TarReader(File.OpenRead(archive));
        while (await reader.GetNextEntryAsync(cancellationToken: Cancellation) is { } entry)
        {
            var kind = entry.EntryType switch { TarEntryType.Directory => "folder", TarEntryType.SymbolicLink => "link " + entry.LinkName, _ => "file" };
            var more = kind == "file" ? $" {entry.Length} {entry.ModificationTime.ToUnixTimeSeconds()}" : "";
            lines.Add($"/{entry.Name.TrimEnd('/')} {Convert.ToString((int)entry.Mode, 8).PadLeft(4, '0')} {entry.Uid}:{entry.Gid} {kind}{more}");
        }
        return [.. lines.Order(StringComparer.Ordinal)];
    }
}
