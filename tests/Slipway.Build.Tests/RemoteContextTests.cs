// SPDX-License-Identifier: Apache-2.0
using System.Formats.Tar;
using System.IO.Compression;
using System.Net;
using System.Text;
using Slipway.Distribution;
using Slipway.TestKit;

namespace Slipway.Build.Tests;

public sealed class RemoteContextTests : IDisposable
{
    private readonly GuardedHttp _http = new();
    private readonly TempFolder _folder = new();
    private readonly BuildWorld _world;

    public RemoteContextTests()
    {
        Needs.Root();
        _world = new(services => services with { Downloads = new GuardedDownloads(_http) });
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private RemoteContexts Contexts => new(_world.Services);

    public void Dispose()
    {
        _world.Dispose();
        _folder.Dispose();
        _http.Dispose();
    }

    [Fact]
    public async Task A_repository_is_a_context_with_its_Dockerfile_and_ignore_file()
    {
        var repository = new TestRepository(_folder, "app");
        repository.Write("api/Dockerfile", "FROM scratch\nCOPY . /\n").Write("api/a", "one").Write("api/left", "out").Write("api/.dockerignore", "left\nDockerfile\n").Commit();
        await using var server = GitHttpServer.Smart(_folder["served"]);
        GitSource.TryParse($"http://{server.Authority}/app.git#main:api", out var source, out _).ShouldBeTrue();

        using var context = await Contexts.OpenAsync(source, GitFolderUse.Dropped, RemoteAccess.None, Cancellation);
        using var again = await Contexts.OpenAsync(source, GitFolderUse.Dropped, RemoteAccess.None, Cancellation);
        var image = await BuildAsync(context);

        again.Folder.ShouldBe(context.Folder);
        image.Tree.Enumerate().Select(entry => entry.Path).ShouldBe([".dockerignore", "a"], ignoreOrder: true);
    }

    [Fact]
    public async Task The_git_folder_of_a_context_stays_on_request()
    {
        var repository = new TestRepository(_folder, "app");
        repository.Write("a", "one").Commit();
        await using var server = GitHttpServer.Smart(_folder["served"]);
        GitSource.TryParse($"http://{server.Authority}/app.git", out var source, out _).ShouldBeTrue();

        using var kept = await Contexts.OpenAsync(source, GitFolderUse.Kept, RemoteAccess.None, Cancellation);
        using var dropped = await Contexts.OpenAsync(source, GitFolderUse.Dropped, RemoteAccess.None, Cancellation);

        Directory.Exists(Path.Combine(kept.Folder, ".git")).ShouldBeTrue();
        Directory.Exists(Path.Combine(dropped.Folder, ".git")).ShouldBeFalse();
    }

    [Theory]
    [InlineData("tar")]
    [InlineData("gz")]
    [InlineData("zst")]
    [InlineData("xz")]
    [InlineData("bz2")]
    public async Task An_archive_is_unpacked_with_its_owners(string form)
    {
        var archive = Compress(Archive(("Dockerfile", "FROM scratch\nCOPY a /\n", null), ("a", "one", null)), form);
        await using var server = new ScriptedServer(_ => new(HttpStatusCode.OK) { Body = archive });

        using var fetched = await Contexts.OpenAsync(new Uri($"http://{server.Authority}/context"), RemoteAccess.None, Cancellation);
        using var read = await Contexts.OpenAsync(new MemoryStream(archive), "-", Cancellation);
        var image = await BuildAsync(fetched);

        image.Text("/a").ShouldBe("one");
        image.Stat("/a").ShouldBe("0644 7:8 file");
        fetched.Dockerfile.ShouldBeNull();
        read.Folder.ShouldBe(fetched.Folder);
    }

    [Fact]
    public async Task What_is_no_archive_is_a_Dockerfile()
    {
        await using var server = new ScriptedServer(_ => ScriptedResponse.Text(HttpStatusCode.OK, "FROM scratch\nCOPY context /here\n"));

        using var context = await Contexts.OpenAsync(new Uri($"http://{server.Authority}/some/path"), RemoteAccess.None, Cancellation);
        var result = await _world.RunAsync(null, new BuildTarget { Name = "app", Source = new DockerfileSource(context.Dockerfile!), Context = context.Folder });

        result.Succeeded.ShouldBeTrue(BuildWorld.Describe(result));
        new BuiltImage(_world, result.Targets[0].Image!, result).Text("/here").ShouldStartWith("FROM scratch");
    }

    [Theory]
    [InlineData(".dockerignore")]
    [InlineData("Dockerfile")]
    [InlineData("Dockerfile.dockerignore")]
    public async Task A_link_in_a_context_that_leads_out_of_it_leads_nowhere(string name)
    {
        var canary = _folder.Write("canary", "canary-2e44\n[\n");
        var archive = Archive(("Dockerfile.other", "FROM scratch\nCOPY a /\n", null), ("a", "one", null), (name, "", canary), ("up", "", "../../../../../../../.." + canary));

        using var context = await Contexts.OpenAsync(new MemoryStream(archive), "-", Cancellation);
        if (name == "Dockerfile")
            context.TryRead("Dockerfile").ShouldBeNull();
        context.TryRead("up").ShouldBeNull();
        context.TryRead("../../../../../.." + canary).ShouldBeNull();
        var target = new BuildTarget { Name = "app", Source = new DockerfileSource(context.TryRead("Dockerfile.other")!) { File = Path.Combine(context.Folder, "Dockerfile") }, Context = context.Folder };
        var result = await _world.RunAsync(null, target);

        result.Succeeded.ShouldBeTrue(BuildWorld.Describe(result));
    }

    [Theory]
    [InlineData("../out")]
    [InlineData("a/../../out")]
    public async Task An_archive_whose_names_lead_out_is_refused(string name)
    {
        var problem = await Should.ThrowAsync<ContextException>(() => Contexts.OpenAsync(new MemoryStream(Archive((name, "x", null))), "-", Cancellation));

        problem.Message.ShouldContain("leads out of the archive");
        File.Exists(Path.Combine(_world.Home.Snapshots, "out")).ShouldBeFalse();
    }

    [Fact]
    public async Task An_archive_that_writes_through_its_own_link_stays_inside()
    {
        var archive = Archive(("out", "", _folder.MakeFolder("host")), ("out/file", "x", null));

        using var context = await Contexts.OpenAsync(new MemoryStream(archive), "-", Cancellation);

        Directory.EnumerateFileSystemEntries(_folder["host"]).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_context_that_cannot_be_had_is_named_with_the_remedy()
    {
        await using var server = new ScriptedServer(_ => new(HttpStatusCode.Forbidden));

        var problem = await Should.ThrowAsync<ContextException>(() => Contexts.OpenAsync(new Uri($"http://{server.Authority}/c.tar"), RemoteAccess.None, Cancellation));

        problem.Message.ShouldContain("403");
        problem.Help.ShouldBe("give a token for its host: --secret id=HTTP_AUTH_TOKEN_127.0.0.1,src=FILE");
        problem.IsOutside.ShouldBeTrue();
    }

    [Fact]
    public async Task An_address_is_a_context_by_name_and_its_archive_is_unpacked()
    {
        var archive = Compress(Archive(("dir/a", "one", null)), "gz");
        await using var server = new ScriptedServer(request => new(HttpStatusCode.OK) { Body = request.Target == "/c" ? archive : Encoding.UTF8.GetBytes("plain") });
        NamedContext Parse(string text) => NamedContext.TryParse(text, "/", out var context, out _) ? context : throw new InvalidOperationException();
        var contexts = new Dictionary<string, NamedContext> { ["packed"] = Parse($"http://{server.Authority}/c"), ["plain"] = Parse($"http://{server.Authority}/p") };

        var image = await _world.BuildAsync("FROM packed AS base\nFROM scratch\nCOPY --from=packed dir /\nCOPY --from=plain context /plain\nCOPY --from=base dir/a /based\n", target => target with { Contexts = contexts });

        image.Text("/a").ShouldBe("one");
        image.Text("/plain").ShouldBe("plain");
        image.Text("/based").ShouldBe("one");
    }

    private async Task<BuiltImage> BuildAsync(OpenedContext context)
    {
        var source = new DockerfileSource(context.TryRead("Dockerfile")!) { File = Path.Combine(context.Folder, "Dockerfile") };
        var result = await _world.RunAsync(null, new BuildTarget { Name = "app", Source = source, Context = context.Folder });
        result.Succeeded.ShouldBeTrue(BuildWorld.Describe(result));
        return new(_world, result.Targets[0].Image!, result);
    }

    private static byte[] Archive(params (string Name, string Text, string? Link)[] files)
    {
        using var archive = new MemoryStream();
        using (var writer = new TarWriter(archive, TarEntryFormat.Pax, leaveOpen: true))
        {
            foreach (var (name, text, link) in files)
            {
                writer.WriteEntry(link is not null ? new PaxTarEntry(TarEntryType.SymbolicLink, name) { LinkName = link }
                    : new PaxTarEntry(TarEntryType.RegularFile, name) { DataStream = new MemoryStream(Encoding.UTF8.GetBytes(text)), Uid = 7, Gid = 8, Mode = (UnixFileMode)Convert.ToInt32("644", 8) });
            }
        }
        return archive.ToArray();
    }

    private byte[] Compress(byte[] archive, string form)
    {
        if (form == "tar")
            return archive;
        if (form == "gz")
        {
            using var packed = new MemoryStream();
            using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
                gzip.Write(archive);
            return packed.ToArray();
        }
        var program = Needs.Tool(form switch { "zst" => "zstd", "xz" => "xz", _ => "bzip2" });
        var plain = _folder.Write("plain.tar", archive);
        using var process = System.Diagnostics.Process.Start(new System.Diagnostics.ProcessStartInfo(program, ["-c", plain]) { RedirectStandardOutput = true })!;
        using var output = new MemoryStream();
        process.StandardOutput.BaseStream.CopyTo(output);
        process.WaitForExit();
        return output.ToArray();
    }
}
