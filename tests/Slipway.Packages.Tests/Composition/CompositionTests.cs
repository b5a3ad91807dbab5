// SPDX-License-Identifier: Apache-2.0
using Slipway.Native;

namespace Slipway.Packages.Tests;

public sealed class CompositionTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Users_links_and_files_are_as_declared()
    {
        await using var mirror = await TestMirror.StartAsync(Cancellation);
        await mirror.AddAsync("app", "1", "", Cancellation, new() { ["usr/bin/app"] = "run", ["etc/app.conf"] = "theirs" });
        await mirror.PublishAsync(Cancellation);
        var request = TestMirror.Request("app") with
        {
            Users = [new() { Name = "app", Groups = ["www-data"] }, new() { Name = "job", Uid = 2000, Gid = 33, Home = "/srv/job", Shell = "/bin/sh" }],
            Links = [new() { Path = "/usr/local/bin/a", Target = "/usr/bin/app" }],
            Files = [new() { Path = "/etc/app.conf", Content = "ours"u8.ToArray(), Mode = 0x180, User = "app" }, new() { Path = "/bin/more", Content = "x"u8.ToArray() }],
        };

        using var made = await mirror.ComposeAsync(request, Cancellation);

        var passwd = await made.ReadAsync("etc/passwd", Cancellation);
        passwd.ShouldContain("\napp:x:1000:1000::/home/app:/usr/sbin/nologin\njob:x:2000:33::/srv/job:/bin/sh\n");
        (await made.ReadAsync("etc/group", Cancellation)).ShouldContain("\nwww-data:x:33:app\n");
        (await made.ReadAsync("etc/app.conf", Cancellation)).ShouldBe("ours");
        var status = LinuxFile.GetStatus(Path.Combine(made.Root, "etc/app.conf"), FinalLink.Keep);
        (status.UserId, status.Mode).ShouldBe((1000u, 0x180));
        LinuxFile.GetStatus(Path.Combine(made.Root, "srv/job"), FinalLink.Keep).UserId.ShouldBe(2000u);
        LinuxFile.ReadLink(Path.Combine(made.Root, "usr/local/bin/a")).ShouldBe("/usr/bin/app");
        File.Exists(Path.Combine(made.Root, "usr/bin/more")).ShouldBeTrue();
    }

    [Fact]
    public async Task Dpkg_finds_its_records_right()
    {
        await using var mirror = await TestMirror.StartAsync(Cancellation);
        await mirror.AddAsync("app", "1", "Multi-Arch: foreign\n", Cancellation,
            new() { ["usr/bin/app"] = "run", ["etc/app.conf"] = "theirs", ["usr/share/doc/app/changelog"] = "old", ["usr/share/doc/app/copyright"] = "free" }, conffiles: "/etc/app.conf");
        await mirror.PublishAsync(Cancellation);

        using var made = await mirror.ComposeAsync(TestMirror.Request("app"), Cancellation);

        (await RunAsync("dpkg", $"--root={made.Root}", "--verify")).ShouldBeEmpty();
        (await RunAsync("dpkg-query", $"--admindir={made.Root}/var/lib/dpkg", "--show", "--showformat=${Package} ${Status} ${Conffiles}\n", "app"))
            .ShouldBe($"app install ok installed  /etc/app.conf {Md5("theirs")}");
        (await RunAsync("dpkg-query", $"--admindir={made.Root}/var/lib/dpkg", "--search", "/usr/bin/app")).ShouldBe("app: /usr/bin/app");
        (await RunAsync("dpkg", $"--root={made.Root}", "--audit")).ShouldBeEmpty();
        File.Exists(Path.Combine(made.Root, "usr/share/doc/app/copyright")).ShouldBeTrue();
        File.Exists(Path.Combine(made.Root, "usr/share/doc/app/changelog")).ShouldBeFalse();
    }

    [Fact]
    public async Task Packages_are_laid_out_as_a_layer_each_where_asked_for()
    {
        await using var mirror = await TestMirror.StartAsync(Cancellation);
        await mirror.AddAsync("one", "1", "Depends: lib\n", Cancellation);
        await mirror.AddAsync("two", "1", "Depends: lib\n", Cancellation);
        await mirror.AddAsync("lib", "1", "", Cancellation);
        await mirror.PublishAsync(Cancellation);
        var request = TestMirror.Request("one", "two") with { Layers = LayerGrouping.Each };
        var composer = mirror.CreateComposer();

        var image = await composer.ComposeAsync(request, await composer.ResolveAsync(request, Cancellation), ComposedForm.System, mirror.Store, null, Cancellation);

        mirror.Store.ReadImage(image, request.Platform)!.Config.History!.Select(static entry => entry.CreatedBy).ShouldBe(
            [.. new[] { "base-files", "lib one", "two", "users, links, files and records" }.Select(static says => $"PACKAGES debian/bookworm {says}")]);
        mirror.Store.ReadManifest(image).Image!.Layers.Count.ShouldBe(4);
    }

    [Fact]
    public async Task A_file_of_two_packages_is_whose_replaces_the_other()
    {
        await using var mirror = await TestMirror.StartAsync(Cancellation);
        await mirror.AddAsync("one", "1", "Depends: two\n", Cancellation, new() { ["usr/share/same"] = "one" });
        await mirror.AddAsync("two", "1", "Replaces: one (<< 2)\n", Cancellation, new() { ["usr/share/same"] = "two" });
        await mirror.AddAsync("odd", "1", "", Cancellation, new() { ["usr/share/same"] = "odd" });
        await mirror.PublishAsync(Cancellation);

        using (var made = await mirror.ComposeAsync(TestMirror.Request("one"), Cancellation))
            (await made.ReadAsync("usr/share/same", Cancellation)).ShouldBe("two");
        (await Should.ThrowAsync<BaseImageException>(() => mirror.ComposeAsync(TestMirror.Request("one", "odd"), Cancellation)))
            .Message.ShouldStartWith("one 1 and odd 1 both have '/usr/share/same', and neither replaces the other. ");
    }

    [Fact]
    public async Task A_path_to_remove_that_nothing_has_is_told()
    {
        await using var mirror = await TestMirror.StartAsync(Cancellation);
        await mirror.PublishAsync(Cancellation);

        (await Should.ThrowAsync<BaseImageException>(() => mirror.ComposeAsync(TestMirror.Request() with { Remove = RemovedPaths.Parse(["/usr/share/nothing", "/etc/os-release"]) }, Cancellation)))
            .Message.ShouldBe("Nothing of the packages is at '/usr/share/nothing', which 'remove' names.");
    }

    [Fact]
    public async Task Certificates_get_the_links_that_OpenSSL_looks_for()
    {
        Slipway.TestKit.Needs.Tool("openssl");
        var certificates = Directory.Exists("/usr/share/ca-certificates/mozilla") ? Directory.GetFiles("/usr/share/ca-certificates/mozilla", "*.crt") : [];
        if (certificates.Length == 0)
            Slipway.TestKit.Needs.Lack("it needs the package ca-certificates");
        foreach (var path in certificates)
        {
            var expected = await RunAsync("openssl", "x509", "-noout", "-subject_hash", "-in", path);
            CertificateBundle.SubjectHash(await File.ReadAllBytesAsync(path, Cancellation)).ShouldBe(expected, path);
        }
    }

#pragma warning disable CA5351 // dpkg's records are MD5
    private static string Md5(string text) => Convert.ToHexStringLower(System.Security.Cryptography.MD5.HashData(System.Text.Encoding.UTF8.GetBytes(text)));
#pragma warning restore CA5351

    private static async Task<string> RunAsync(string program, params string[] arguments) => (await new Command(program, arguments).RunAsync(Cancellation)).EnsureSuccess().OutputText;
}
