// SPDX-License-Identifier: Apache-2.0
using System.Formats.Tar;
using System.IO.Compression;
using Slipway.Native;
using Slipway.TestKit;

namespace Slipway.Build.Tests;

public sealed class CopyTests
{
    public CopyTests() => Needs.Root();

    [Fact]
    public async Task Files_of_the_context_belong_to_root_and_keep_their_modes_and_times()
    {
        using var world = new BuildWorld();
        var path = world.Write("a.txt", "a");
        LinuxFile.SetMode(path, 0x180);
        LinuxFile.SetOwner(path, 1234, 1234);
        LinuxFile.SetTimes(path, new(1_600_000_000));

        var image = await world.BuildAsync("FROM scratch\nCOPY a.txt /x/\nCOPY a.txt /y\n");

        image.Stat("/x/a.txt").ShouldBe("0600 0:0 file");
        image.Stat("/x").ShouldBe("0755 0:0 folder");
        image.Stat("/y").ShouldBe("0600 0:0 file");
        image.Tree.Find("/y")!.Modified.ShouldBe(new UnixTime(1_600_000_000));
        image.History.Prepend("").Last().ShouldBe("COPY a.txt /y # buildkit");
    }

    [Fact]
    public async Task Equal_copies_make_equal_layers_whenever_they_are_made()
    {
        using var first = await BuildWorld.WithBaseAsync();
        using var second = await BuildWorld.WithBaseAsync();
        foreach (var world in new[] { first, second })
            LinuxFile.SetTimes(world.Write("d/e/f", "same"), new(1_600_000_000));
        foreach (var folder in new[] { first.Context, second.Context })
        {
            LinuxFile.SetTimes(folder + "/d/e", new(1_600_000_000));
            LinuxFile.SetTimes(folder + "/d", new(1_600_000_000));
        }
        var dockerfile = $"FROM {BuildWorld.Base}\nCOPY d /etc/new/deep/\n";

        var one = await first.BuildAsync(dockerfile);
        await Task.Delay(1100, TestContext.Current.CancellationToken);
        var two = await second.BuildAsync(dockerfile);

        two.Image.Layers[^1].ShouldBe(one.Image.Layers[^1]);
    }

    [Fact]
    public async Task A_folder_gives_its_contents_and_links_in_it_stay_links()
    {
        using var world = new BuildWorld();
        world.Write("d/q/f", "q");
        File.CreateSymbolicLink(world.Context + "/d/link", "q/f");
        File.CreateSymbolicLink(world.Context + "/d/out", "/etc/shadow");
        File.CreateSymbolicLink(world.Context + "/d/folder", "q");

        var image = await world.BuildAsync("FROM scratch\nCOPY d /d\nCOPY d/link /file\nCOPY d/folder /followed\n");

        image.Stat("/d/q/f").ShouldEndWith("file");
        image.Stat("/d/link").ShouldBe("0777 0:0 link q/f");
        image.Stat("/d/out").ShouldBe("0777 0:0 link /etc/shadow");
        image.Text("/file").ShouldBe("q");
        image.Text("/followed/f").ShouldBe("q");
    }

    [Fact]
    public async Task No_link_and_no_path_leads_out_of_the_context()
    {
        using var world = new BuildWorld();
        var outside = world.Folder.Write("outside", "secret");
        File.CreateSymbolicLink(world.Context + "/absolute", outside);
        File.CreateSymbolicLink(world.Context + "/relative", "../outside");
        File.CreateSymbolicLink(world.Context + "/up", "..");

        foreach (var source in new[] { "absolute", "relative", "../outside", "up/outside", "/../../" + outside })
            (await world.FailAsync($"FROM scratch\nCOPY {source} /x\n")).Message.ShouldContain($"'{source}' is not in the build context", customMessage: source);
    }

    [Fact]
    public async Task Hard_links_in_one_copy_stay_together()
    {
        using var world = new BuildWorld();
        LinuxFile.CreateHardLink(world.Context + "/two", world.Write("one", "1"));

        var image = await world.BuildAsync("FROM scratch\nCOPY . /\n");

        image.Tree.Find("/two")!.HardLinkTo.ShouldBe("one");
    }

    [Fact]
    public async Task Owners_are_names_of_the_image_or_numbers()
    {
        using var world = await BuildWorld.WithBaseAsync();
        world.Write("a", "a");

        var image = await world.BuildAsync($"""
            FROM {BuildWorld.Base}
            COPY --chown=app a /name/f
            COPY --chown=5 a /number
            COPY --chown=1000 a /known
            COPY --chown=app:staff a /both
            COPY --chown=:staff a /group
            """);

        image.Stat("/name/f").ShouldBe("0644 1000:1001 file");
        image.Stat("/name").ShouldBe("0755 1000:1001 folder");
        image.Stat("/number").ShouldBe("0644 5:5 file");
        image.Stat("/known").ShouldBe("0644 1000:1000 file");
        image.Stat("/both").ShouldBe("0644 1000:50 file");
        image.Stat("/group").ShouldBe("0644 0:50 file");
    }

    [Fact]
    public async Task An_owner_without_an_entry_is_an_error_at_its_line()
    {
        using var world = await BuildWorld.WithBaseAsync();
        world.Write("a", "a");

        var failure = await world.FailAsync($"FROM {BuildWorld.Base}\nCOPY --chown=nobody-there a /a\n");

        failure.Message.ShouldBe("the user 'nobody-there' of 'nobody-there' has no entry in the image's /etc/passwd");
        failure.Diagnostics[0].Position.Line.ShouldBe(2);
    }

    [Fact]
    public async Task Modes_are_octal_or_clauses()
    {
        using var world = new BuildWorld();
        world.Write("d/run.sh", "#!");
        LinuxFile.SetMode(world.Context + "/d/run.sh", 0x1C0);

        var image = await world.BuildAsync("FROM scratch\nCOPY --chmod=4711 d/run.sh /a/octal\nCOPY --chmod=u=rwX,go=rX d /clauses\n");

        image.Stat("/a/octal").ShouldBe("4711 0:0 file");
        image.Stat("/a").ShouldBe("4711 0:0 folder");
        image.Stat("/clauses/run.sh").ShouldBe("0755 0:0 file");
        image.Stat("/clauses").ShouldBe("0755 0:0 folder");
    }

    [Fact]
    public async Task The_destination_is_found_through_links_of_the_image_and_never_outside_it()
    {
        using var world = new BuildWorld();
        await world.AddBaseAsync(BuildWorld.Base, Oci.Platform.Host, null, BuildWorld.Directory("app", 0x1C0, 7, 8), BuildWorld.Link("link", "/app"), BuildWorld.Link("out", "../../.."), BuildWorld.Link("dangling", "nowhere"), BuildWorld.Link("etc/file", "passwd"));
        world.Write("a", "a");

        var image = await world.BuildAsync($"FROM {BuildWorld.Base}\nCOPY a /link/x\nCOPY a /out/escaped\nCOPY a /dangling\nCOPY a /etc/file\n");

        image.Text("/app/x").ShouldBe("a");
        image.Stat("/app").ShouldBe("0700 7:8 folder");
        image.Text("/escaped").ShouldBe("a");
        image.Text("/nowhere").ShouldBe("a");
        image.Text("/etc/passwd").ShouldBe("a");
        image.Stat("/etc/file").ShouldEndWith("link passwd");
    }

    [Fact]
    public async Task A_file_replaces_a_link_in_a_copied_folder_and_a_folder_replaces_no_file()
    {
        using var world = new BuildWorld();
        await world.AddBaseAsync(BuildWorld.Base, Oci.Platform.Host, null, BuildWorld.Directory("d"), BuildWorld.Link("d/passwd", "/etc/passwd"), BuildWorld.File("d/file", "x"), BuildWorld.Directory("d/folder"));
        world.Write("one/passwd", "new");
        world.Write("two/file/x", "");
        world.Write("three/folder", "");

        var image = await world.BuildAsync($"FROM {BuildWorld.Base}\nCOPY one /d\n");
        image.Text("/d/passwd").ShouldBe("new");
        image.Text("/etc/passwd").ShouldStartWith("root");

        (await world.FailAsync($"FROM {BuildWorld.Base}\nCOPY two /d\n")).Message.ShouldContain("cannot copy the folder '/two/file' to '/d/file'");
        (await world.FailAsync($"FROM {BuildWorld.Base}\nCOPY three /d\n")).Message.ShouldContain("cannot replace the folder '/d/folder' by a file");
        var linked = await world.BuildAsync($"FROM {BuildWorld.Base}\nCOPY --link two /d\n");
        linked.Stat("/d/file/x").ShouldEndWith("file");
    }

    [Fact]
    public async Task A_folder_that_is_there_keeps_its_metadata_and_folders_in_it_get_those_of_the_source()
    {
        using var world = new BuildWorld();
        await world.AddBaseAsync(BuildWorld.Base, Oci.Platform.Host, null, BuildWorld.Directory("d", 0x1F8, 3, 4), BuildWorld.Directory("d/in", 0x1F8, 3, 4));
        world.Write("s/in/f", "f");
        LinuxFile.SetMode(world.Context + "/s/in", 0x1C0);

        var image = await world.BuildAsync($"FROM {BuildWorld.Base}\nCOPY s /d\n");

        image.Stat("/d").ShouldBe("0770 3:4 folder");
        image.Stat("/d/in").ShouldBe("0700 0:0 folder");
    }

    [Fact]
    public async Task Patterns_match_as_Go_does()
    {
        using var world = new BuildWorld();
        foreach (var name in new[] { "a1.txt", "a2.txt", "b.md", "sub/a3.txt", "[x]" })
            world.Write(name, name);

        var image = await world.BuildAsync("FROM scratch\nCOPY a?.txt *.none /one/\nCOPY */*.txt /two/\nCOPY [b-c]* /three/\nCOPY ./[[]x] /four\nCOPY s* /five/\n");

        image.Tree.Enumerate().Where(entry => entry.Node.Type == FileType.RegularFile).Select(entry => entry.Path)
            .ShouldBe(["five/a3.txt", "four", "one/a1.txt", "one/a2.txt", "three/b.md", "two/a3.txt"], ignoreOrder: true);
    }

    [Fact]
    public async Task What_is_ignored_is_not_there_and_the_error_says_by_which_pattern()
    {
        using var world = new BuildWorld();
        world.Write(".dockerignore", "# comment\nlogs\n*.tmp\nkeep/*\n!keep/this\n");
        foreach (var name in new[] { "logs/x", "a.tmp", "keep/this", "keep/that", "plain" })
            world.Write(name, name);

        var image = await world.BuildAsync("FROM scratch\nCOPY . /\n");
        image.Tree.Enumerate().Select(entry => entry.Path).ShouldBe([".dockerignore", "keep", "keep/this", "plain"]);

        var failure = await world.FailAsync("FROM scratch\nCOPY logs/x /\n");
        failure.Diagnostics[0].Notes[0].ShouldBe($"'logs/x' is excluded by 'logs' in {world.Context}/.dockerignore:2");
    }

    [Fact]
    public async Task An_ignore_file_beside_the_Dockerfile_beats_that_of_the_context()
    {
        using var world = new BuildWorld();
        world.Write(".dockerignore", "a\n");
        world.Write("a", "");
        world.Write("b", "");
        world.Write("my.Dockerfile.dockerignore", "b\n*ockerfile*\n.dockerignore\n");

        var image = await world.BuildAsync("FROM scratch\nCOPY . /\n", target => target with
        {
            Source = (DockerfileSource)target.Source with { File = world.Context + "/my.Dockerfile" },
        });

        image.Tree.Enumerate().Select(entry => entry.Path).ShouldBe(["a"]);
    }

    [Fact]
    public async Task Excludes_and_parents_say_what_of_a_folder_comes_along()
    {
        using var world = new BuildWorld();
        foreach (var name in new[] { "a/b/c.txt", "a/b/d.log", "a/e.txt", "x/y/z.txt" })
            world.Write(name, name);

        var image = await world.BuildAsync("""
            FROM scratch
            COPY --exclude=*.log --exclude=b/c* a /one
            COPY --parents a/b/c.txt x/./y/z.txt /two/
            COPY --parents **/*.txt /three/
            """);

        image.Tree.Enumerate().Where(entry => entry.Node.Type == FileType.RegularFile).Select(entry => entry.Path).ShouldBe(
            ["one/b/d.log", "one/e.txt", "three/a/b/c.txt", "three/a/e.txt", "three/x/y/z.txt", "two/a/b/c.txt", "two/y/z.txt"], ignoreOrder: true);
    }

    [Fact]
    public async Task Heredocs_are_files()
    {
        using var world = new BuildWorld();

        var image = await world.BuildAsync("""
            FROM scratch
            ARG NAME=world
            COPY <<hello.txt <<'raw' /in/
            hello $NAME
            hello.txt
            raw $NAME
            raw
            COPY --chown=5:6 --chmod=600 <<EOF /named
            x
            EOF
            """);

        image.Text("/in/hello.txt").ShouldBe("hello world\n");
        image.Text("/in/raw").ShouldBe("raw $NAME\n");
        image.Stat("/in/raw").ShouldBe("0644 0:0 file");
        image.Stat("/named").ShouldBe("0600 5:6 file");
        image.History.Prepend("").ShouldContain("COPY <<hello.txt <<raw /in/ # buildkit");
    }

    [Fact]
    public async Task From_a_stage_owners_and_links_are_kept()
    {
        using var world = new BuildWorld();
        await world.AddBaseAsync("other:1", Oci.Platform.Host, null, BuildWorld.Directory("src", 0x1ED, 3, 4), BuildWorld.File("src/f", "f", 0x1A4, 5, 6), BuildWorld.Link("away", "/../../src"));

        var image = await world.BuildAsync("FROM other:1 AS a\nFROM scratch\nCOPY --from=a /src /one\nCOPY --from=0 away/f /two\nCOPY --from=other:1 ../../src/f /three\n");

        image.Stat("/one").ShouldBe("0755 0:0 folder"); // made on the way, as any folder
        image.Stat("/one/f").ShouldBe("0644 5:6 file");
        image.Stat("/two").ShouldBe("0644 5:6 file");
        image.Stat("/three").ShouldBe("0644 5:6 file");
    }

    [Fact]
    public async Task An_image_that_only_gets_files_and_settings_is_made_without_running_anything()
    {
        using var world = await BuildWorld.WithBaseAsync();
        world.Write("a", "a");

        var image = await world.BuildAsync($"FROM {BuildWorld.Base}\nWORKDIR /app/sub\nCOPY a .\nCMD [\"a\"]\n");

        image.Stat("/app/sub/a").ShouldBe("0644 0:0 file");
        image.Paths().ShouldBe(["app", "app/sub", "app/sub/a"]);
    }

    [Theory]
    [InlineData("a.tar")]
    [InlineData("a.tar.gz")]
    [InlineData("a.tar.xz")]
    [InlineData("a.tar.bz2")]
    [InlineData("a.tar.zst")]
    public async Task ADD_unpacks_an_archive_whatever_its_name(string kind)
    {
        if (kind.EndsWith("xz", StringComparison.Ordinal))
            Needs.Tool("xz");
        if (kind.EndsWith("bz2", StringComparison.Ordinal))
            Needs.Tool("bzip2");
        if (kind.EndsWith("zst", StringComparison.Ordinal))
            Needs.Tool("zstd");
        using var world = new BuildWorld();
        var folder = world.Folder.MakeFolder("tree");
        world.Folder.Write("tree/d/f", "f");
        File.CreateSymbolicLink(folder + "/d/l", "f");
        LinuxFile.SetOwner(folder + "/d/f", 11, 12);
        await new Command("tar", ["-C", folder, "-caf", $"{world.Context}/{kind}", "."]).RunAsync(TestContext.Current.CancellationToken);
        File.Move($"{world.Context}/{kind}", world.Context + "/archive");

        var image = await world.BuildAsync("FROM scratch\nADD archive /x/\nADD --unpack=false archive /y/\nCOPY archive /z/\n");

        image.Stat("/x/d/f").ShouldBe("0644 11:12 file");
        image.Stat("/x/d/l").ShouldEndWith("link f");
        image.Stat("/y/archive").ShouldEndWith("file");
        image.Stat("/z/archive").ShouldEndWith("file");
    }

    [Fact]
    public async Task ADD_copies_what_is_compressed_and_no_archive()
    {
        using var world = new BuildWorld();
        await using (var file = File.Create(world.Context + "/text.gz"))
        await using (var gzip = new GZipStream(file, CompressionLevel.Fastest))
            await gzip.WriteAsync("just text"u8.ToArray(), TestContext.Current.CancellationToken);
        world.Write("plain", new string('x', 2000));

        var image = await world.BuildAsync("FROM scratch\nADD text.gz plain /\n");

        image.Stat("/text.gz").ShouldEndWith("file");
        image.Stat("/plain").ShouldEndWith("file");
    }

    [Fact]
    public async Task An_archive_cannot_write_outside_the_image()
    {
        using var world = new BuildWorld();
        await using (var file = File.Create(world.Context + "/evil.tar"))
        await using (var tar = new TarWriter(file))
        {
            await tar.WriteEntryAsync(new PaxTarEntry(TarEntryType.SymbolicLink, "out") { LinkName = "/../../.." }, TestContext.Current.CancellationToken);
            await tar.WriteEntryAsync(new PaxTarEntry(TarEntryType.RegularFile, "out/escaped") { DataStream = new MemoryStream("x"u8.ToArray()) }, TestContext.Current.CancellationToken);
        }
        await using (var file = File.Create(world.Context + "/dots.tar"))
        await using (var tar = new TarWriter(file))
            await tar.WriteEntryAsync(new PaxTarEntry(TarEntryType.RegularFile, "../../x") { DataStream = new MemoryStream("x"u8.ToArray()) }, TestContext.Current.CancellationToken);

        var image = await world.BuildAsync("FROM scratch\nADD evil.tar /a/\n");
        // An archive's root is the folder that it is unpacked into, as in Docker.
        image.Stat("/a/escaped").ShouldEndWith("file");
        (await world.FailAsync("FROM scratch\nADD dots.tar /a/\n")).Message.ShouldBe("the archive's entry '../../x' leads out of the archive");
    }

    [Fact]
    public async Task Attributes_come_along_from_images_and_not_from_the_context()
    {
        using var world = new BuildWorld();
        byte[] capability = [1, 0, 0, 2, 0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];
        LinuxFile.SetAttribute(world.Write("a", "a"), "security.capability", capability);
        LinuxFile.SetAttribute(world.Write("d/f", "f"), "user.where-from", "https://example.com"u8);
        var able = BuildWorld.File("able", "able");
        able = able with { Metadata = able.Metadata with { ExtendedAttributes = new Dictionary<string, ReadOnlyMemory<byte>> { ["security.capability"] = capability } } };
        await world.AddBaseAsync("other:1", Oci.Platform.Host, null, able);

        var image = await world.BuildAsync("FROM other:1 AS one\nFROM scratch\nCOPY --from=one able /able\nCOPY a /a\nCOPY d /d\n");

        image.Tree.Find("/able")!.Attributes.ShouldNotBeNull();
        image.Tree.Find("/a")!.Attributes.ShouldBeNull();
        image.Tree.Find("/d/f")!.Attributes.ShouldBeNull();
    }

    [Fact]
    public async Task Addresses_that_ADD_cannot_take_and_COPY_must_not_are_all_told_with_their_lines()
    {
        using var world = new BuildWorld();

        var failure = await world.FailAsync("""
            FROM scratch
            ADD --checksum=abc1234 https://example.com/x /
            ADD git@example.com:a/b.git#-x /
            ADD --checksum=sha256:0000 git@example.com:a/b.git /
            ARG FROM=https://example.com/x
            COPY $FROM /
            """);

        failure.Kind.ShouldBe(BuildFailureKind.Definition);
        failure.Diagnostics.Select(problem => problem.Position.Line).ShouldBe([4]);
        failure.Diagnostics[0].Message.ShouldContain("is not a checksum");
        failure = await world.FailAsync("""
            FROM scratch
            ADD --checksum=abc1234 https://example.com/x /
            ADD git@example.com:a/b.git#-x /
            ARG FROM=https://example.com/x
            COPY $FROM /
            """);
        failure.Diagnostics.Select(problem => problem.Position.Line).ShouldBe([2, 3, 5]);
        failure.Diagnostics[0].Message.ShouldBe("'abc1234' is not a digest");
    }
}
