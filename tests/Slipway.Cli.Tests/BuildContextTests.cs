// SPDX-License-Identifier: Apache-2.0
using System.Formats.Tar;
using System.Net;
using System.Text;
using Slipway.Oci;
using Slipway.TestKit;

namespace Slipway.Cli.Tests;

public sealed class BuildContextTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly StringWriter _error = new();
    private byte[] _input = [];

    public BuildContextTests() => Needs.Root();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Standard_input_is_an_archive_or_a_Dockerfile()
    {
        _input = Archive(("Dockerfile", "FROM scratch\nCOPY a /\n"), ("a", "one"), ("other", "FROM scratch\nCOPY a /b\n"));
        (await BuildAsync("archive:1", "-")).ShouldBe(["/a"]);
        (await BuildAsync("other:1", "-f", "other", "-")).ShouldBe(["/b"]);

        _input = "FROM scratch\nCOPY <<x /x\ny\nx\n"u8.ToArray();
        (await BuildAsync("file:1", "-")).ShouldBe(["/x"]);
        _folder.Write("folder/a", "one");
        _input = "FROM scratch\nCOPY a /c\n"u8.ToArray();
        (await BuildAsync("both:1", "-f", "-", "folder")).ShouldBe(["/c"]);
    }

    [Fact]
    public async Task An_address_is_an_archive_a_Dockerfile_or_a_repository()
    {
        var archive = Archive(("Dockerfile", "FROM scratch\nCOPY a /\n"), ("a", "one"));
        await using var server = new ScriptedServer(request => new(HttpStatusCode.OK) { Body = request.Target == "/c.tar" ? archive : Encoding.UTF8.GetBytes("FROM scratch\nCOPY <<x /x\ny\nx\n") });
        var repository = new TestRepository(_folder, "app");
        repository.Write("api/docker/File", "FROM scratch\nCOPY a /git\n").Write("api/a", "one").Commit();
        await using var git = GitHttpServer.Smart(_folder["served"]);

        (await BuildAsync("archive:1", $"http://{server.Authority}/c.tar")).ShouldBe(["/a"]);
        (await BuildAsync("file:1", $"http://{server.Authority}/Dockerfile")).ShouldBe(["/x"]);
        (await BuildAsync("git:1", "-f", "docker/File", $"http://{git.Authority}/app.git#main:api")).ShouldBe(["/git"]);
        _input = "FROM scratch\nCOPY --from=src api/a /named\n"u8.ToArray();
        (await BuildAsync("named:1", "--build-context", $"src=http://{git.Authority}/app.git", "-")).ShouldBe(["/named"]);
        _input = "FROM scratch\nCOPY .git/HEAD /head\n"u8.ToArray();
        (await BuildAsync("kept:1", "--build-arg", "BUILDKIT_CONTEXT_KEEP_GIT_DIR=1", "-f", "-", $"http://{git.Authority}/app.git")).ShouldBe(["/head"]);
    }

    [Theory]
    [InlineData("-f - -", "both the context and the Dockerfile")]
    [InlineData("ftp://host/x", "is of no kind that is known")]
    [InlineData("http://host/app.git#-x", "is no name of a branch")]
    [InlineData("--ssh default .", "SSH_AUTH_SOCK is not set")]
    public async Task Words_that_cannot_be_a_context_are_told_why(string words, string why)
    {
        _folder.Write("Dockerfile", "FROM scratch\n");

        (await CommandLine.RunAsync(["build", "-t", "x:1", .. words.Split(' ')], Session())).ShouldBe(ExitCode.Usage);

        _error.ToString().ShouldContain(why);
    }

    [Fact]
    public async Task What_a_context_lacks_is_named()
    {
        _input = Archive(("a", "one"));
        (await CommandLine.RunAsync(["build", "-t", "x:1", "-"], Session())).ShouldBe(ExitCode.Usage);
        _error.ToString().ShouldContain("there is no Dockerfile at 'Dockerfile' in '-'");

        await using var server = new ScriptedServer(_ => new(HttpStatusCode.NotFound));
        (await CommandLine.RunAsync(["build", "-t", "x:1", $"http://{server.Authority}/c.tar"], Session())).ShouldBe(ExitCode.Outside);
        _error.ToString().ShouldContain("404");
    }

    private async Task<IReadOnlyList<string>> BuildAsync(string name, params string[] words)
    {
        var session = Session();
        var exit = await CommandLine.RunAsync(["build", "-t", name, .. words], session);
        exit.ShouldBe(ExitCode.Done, _error.ToString());
        var image = session.Store.ReadImage(session.Store.Resolve(ImageReference.Parse(name))!, Platform.Host)!;
        var paths = new List<string>();
        foreach (var (layer, diffId) in image.LayersWithDiffIds)
        {
            var applied = await Slipway.Oci.Layers.LayerApplier.IndexAsync(session.Store.OpenBlob(layer)!, layer, diffId, Slipway.Oci.Layers.LayerLimits.Default, TestContext.Current.CancellationToken);
            paths.AddRange(applied.Index.Enumerate().Select(entry => "/" + entry.Path));
        }
        return paths;
    }

    private Session Session() => new()
    {
        Home = new(_folder["home"]),
        Output = TextWriter.Null,
        Error = _error,
        OpenOutput = static () => Stream.Null,
        OpenInput = () => new MemoryStream(_input),
        ErrorTerminal = TerminalKind.Plain,
        OutputIsTerminal = false,
        WorkingFolder = _folder.Path,
        Variable = static _ => null,
    };

    private static byte[] Archive(params (string Name, string Text)[] files)
    {
        using var archive = new MemoryStream();
        using (var writer = new TarWriter(archive, TarEntryFormat.Pax, leaveOpen: true))
        {
            foreach (var (name, text) in files)
                writer.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, name) { DataStream = new MemoryStream(Encoding.UTF8.GetBytes(text)) });
        }
        return archive.ToArray();
    }
}
