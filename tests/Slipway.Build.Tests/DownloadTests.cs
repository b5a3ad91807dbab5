// SPDX-License-Identifier: Apache-2.0
using System.Net;
using System.Text;
using Slipway.Distribution;
using Slipway.Oci;
using Slipway.TestKit;

namespace Slipway.Build.Tests;

public sealed class DownloadTests : IDisposable
{
    private const string Canary = "canary-71ab3e55";

    // What is searched must not be hidden by being compressed.
    private static readonly BuildOptions Plain = new() { Compression = new() { Kind = LayerCompressionKind.None } };

    private readonly GuardedHttp _http = new();

    public DownloadTests() => Needs.Root();

    public void Dispose() => _http.Dispose();

    [Fact]
    public async Task A_file_from_the_network_is_checked_and_fetched_once()
    {
        await using var server = new ScriptedServer(_ => ScriptedResponse.Text(HttpStatusCode.OK, "content"));
        using var world = World();
        var dockerfile = $"FROM scratch\nADD --checksum={Digest.Sha256(Encoding.UTF8.GetBytes("content"))} http://{server.Authority}/path/file.txt?q=1 /in/\n";

        var image = await world.BuildAsync(dockerfile);
        await world.BuildAsync(dockerfile);

        image.Text("/in/file.txt").ShouldBe("content");
        image.Stat("/in/file.txt").ShouldBe("0600 0:0 file");
        image.Image.Config.History!.Select(entry => entry.CreatedBy).ShouldBe([$"ADD http://{server.Authority}/path/file.txt?q=1 /in/ # buildkit"]);
        server.Requests.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Other_content_than_the_checksum_says_is_refused()
    {
        await using var server = new ScriptedServer(_ => ScriptedResponse.Text(HttpStatusCode.OK, "changed"));
        using var world = World();

        var failure = await world.FailAsync($"FROM scratch\nADD --checksum={Digest.Sha256("content"u8)} http://{server.Authority}/f /\n");

        failure.Message.ShouldContain("where --checksum says");
        failure.Diagnostics[0].Position.Line.ShouldBe(2);
    }

    [Fact]
    public async Task A_checksum_may_be_of_sha512()
    {
        await using var server = new ScriptedServer(_ => ScriptedResponse.Text(HttpStatusCode.OK, "content"));
        using var world = World();
        var sha512 = Convert.ToHexStringLower(System.Security.Cryptography.SHA512.HashData("content"u8));

        var image = await world.BuildAsync($"FROM scratch\nADD --checksum=sha512:{sha512} http://{server.Authority}/f /\n");

        image.Text("/f").ShouldBe("content");
    }

    [Fact]
    public async Task Without_a_checksum_the_server_is_asked_whether_the_file_changed()
    {
        var (text, tag) = ("one", "\"1\"");
        await using var server = new ScriptedServer(request => request.Headers["If-None-Match"].Contains(tag)
            ? new(HttpStatusCode.NotModified) { Headers = { ["ETag"] = tag } }
            : ScriptedResponse.Text(HttpStatusCode.OK, text) with { Headers = new() { ["ETag"] = tag, ["Last-Modified"] = "Mon, 02 Jan 2023 03:04:05 GMT" } });
        using var world = World();
        var dockerfile = $"FROM scratch\nADD http://{server.Authority}/f /\n";

        var first = await world.BuildAsync(dockerfile);
        var second = await world.BuildAsync(dockerfile);
        (text, tag) = ("two", "\"2\"");
        var third = await world.BuildAsync(dockerfile);

        first.Text("/f").ShouldBe("one");
        first.Tree.Find("/f", Native.FinalLink.Keep)!.Modified.Seconds.ShouldBe(new DateTimeOffset(2023, 1, 2, 3, 4, 5, TimeSpan.Zero).ToUnixTimeSeconds());
        second.Result.StepsRun.ShouldBe(0);
        third.Text("/f").ShouldBe("two");
        server.Requests.Count.ShouldBe(3);
        world.Events.OfType<StepMissed>().ShouldHaveSingleItem().Misses.ShouldHaveSingleItem().Reason.ShouldBe("what the address holds changed");
    }

    [Fact]
    public async Task A_server_that_ignores_ETags_is_believed_when_it_sends_the_same_one()
    {
        await using var server = new ScriptedServer(_ => ScriptedResponse.Text(HttpStatusCode.OK, "content") with { Headers = new() { ["ETag"] = "W/\"1\"" } });
        using var world = World();
        var dockerfile = $"FROM scratch\nADD http://{server.Authority}/f /\n";

        await world.BuildAsync(dockerfile);

        (await world.BuildAsync(dockerfile)).Result.StepsRun.ShouldBe(0);
    }

    [Fact]
    public async Task Without_an_ETag_the_time_of_the_last_change_is_asked_for()
    {
        const string modified = "Mon, 02 Jan 2023 03:04:05 GMT";
        await using var server = new ScriptedServer(request => request.Headers["If-Modified-Since"].Contains(modified)
            ? new(HttpStatusCode.NotModified) : ScriptedResponse.Text(HttpStatusCode.OK, "content") with { Headers = new() { ["Last-Modified"] = modified } });
        using var world = World();
        var dockerfile = $"FROM scratch\nADD http://{server.Authority}/f /\n";

        await world.BuildAsync(dockerfile);
        var again = await world.BuildAsync(dockerfile);

        again.Result.StepsRun.ShouldBe(0);
        server.Requests.Last().Headers["If-Modified-Since"].ShouldBe([modified]);
    }

    [Fact]
    public async Task A_server_that_says_nothing_is_read_again_and_the_same_content_is_no_other_step()
    {
        await using var server = new ScriptedServer(_ => ScriptedResponse.Text(HttpStatusCode.OK, "content"));
        using var world = World();
        var dockerfile = $"FROM scratch\nADD http://{server.Authority}/f /\n";

        var first = await world.BuildAsync(dockerfile);
        var again = await world.BuildAsync(dockerfile);

        first.Tree.Find("/f", Native.FinalLink.Keep)!.Modified.Seconds.ShouldBe(0);
        again.Result.StepsRun.ShouldBe(0);
        server.Requests.Count.ShouldBe(2);
    }

    [Theory]
    [InlineData("/dir/name.txt", "name.txt")]
    [InlineData("/dir/name.txt/", "name.txt")]
    [InlineData("/a%20b%2fc.txt", "c.txt")]
    [InlineData("/", "__unnamed__")]
    [InlineData("", "__unnamed__")]
    [InlineData("/%2e%2e", "__unnamed__")]
    public async Task A_file_is_named_by_the_last_part_of_the_path_whatever_the_server_says(string path, string name)
    {
        await using var server = new ScriptedServer(_ => ScriptedResponse.Text(HttpStatusCode.OK, "content") with { Headers = new() { ["Content-Disposition"] = "attachment; filename=other" } });
        using var world = World();

        var image = await world.BuildAsync($"FROM scratch\nADD http://{server.Authority}{path} /in/\n");

        image.Stat("/in/" + name).ShouldBe("0600 0:0 file");
    }

    [Fact]
    public async Task Addresses_and_paths_mix_with_variables_owners_and_modes()
    {
        await using var server = new ScriptedServer(request => ScriptedResponse.Text(HttpStatusCode.OK, request.Target));
        using var world = World();
        world.Write("local", "local");

        var image = await world.BuildAsync($"""
            FROM scratch
            ARG V=2
            ADD --chmod=644 --chown=7:8 local http://{server.Authority}/v$V/a http://{server.Authority}/b /in/
            ADD --link http://{server.Authority}/c /linked/
            ADD --exclude=d http://{server.Authority}/d http://{server.Authority}/e /some/
            """);

        image.Text("/in/local").ShouldBe("local");
        image.Text("/in/a").ShouldBe("/v2/a");
        image.Stat("/in/b").ShouldBe("0644 7:8 file");
        image.Text("/linked/c").ShouldBe("/c");
        image.Stat("/some/d").ShouldBe("nothing");
        image.Stat("/some/e").ShouldBe("0600 0:0 file");
    }

    [Fact]
    public async Task An_archive_is_unpacked_only_if_that_is_asked_for()
    {
        using var archive = new MemoryStream();
        using (var writer = new System.Formats.Tar.TarWriter(archive, leaveOpen: true))
            writer.WriteEntry(new System.Formats.Tar.UstarTarEntry(System.Formats.Tar.TarEntryType.RegularFile, "inside") { DataStream = new MemoryStream("x"u8.ToArray()) });
        await using var server = new ScriptedServer(_ => new(HttpStatusCode.OK) { Body = archive.ToArray() });
        using var world = World();

        var image = await world.BuildAsync($"FROM scratch\nADD http://{server.Authority}/a.tar /packed/\nADD --unpack=true http://{server.Authority}/a.tar /unpacked/\n");

        image.Stat("/packed/a.tar").ShouldBe("0600 0:0 file");
        image.Text("/unpacked/inside").ShouldBe("x");
    }

    [Fact]
    public async Task A_token_reaches_its_host_and_no_other_and_is_kept_nowhere()
    {
        await using var other = new ScriptedServer(_ => ScriptedResponse.Text(HttpStatusCode.OK, "content"));
        var elsewhere = other.Authority.Replace("127.0.0.1", "localhost", StringComparison.Ordinal);
        await using var server = new ScriptedServer(_ => ScriptedResponse.Redirect($"http://{elsewhere}/f", HttpStatusCode.Found));
        using var world = World();
        var secrets = new Dictionary<string, SecretSource> { ["HTTP_AUTH_TOKEN_127.0.0.1"] = new SecretFile(world.Folder.Write("token", Canary + "\n")) };

        await world.BuildAsync($"FROM scratch\nADD http://{server.Authority}/f /\n", target => target with { Secrets = secrets }, Plain);

        server.Requests.Single().Authorization.ShouldBe($"Bearer {Canary}");
        other.Requests.Single().Authorization.ShouldBeNull();
        File.Delete(world.Folder["token"]);
        CanarySearch.In(world.Home.Root, Canary).ShouldBeEmpty();
        world.Events.ShouldAllBe(happened => !happened.ToString()!.Contains(Canary, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_header_is_sent_as_it_is_and_not_after_a_redirect_back()
    {
        ScriptedServer? other = null;
        await using var server = new ScriptedServer(request => request.Target == "/f"
            ? ScriptedResponse.Redirect($"http://{other!.Authority.Replace("127.0.0.1", "localhost", StringComparison.Ordinal)}/there") : ScriptedResponse.Text(HttpStatusCode.OK, "content"));
        await using var back = other = new ScriptedServer(_ => ScriptedResponse.Redirect($"http://{server.Authority}/back"));
        using var world = World();
        var secrets = new Dictionary<string, SecretSource> { ["HTTP_AUTH_HEADER_127.0.0.1"] = new SecretFile(world.Folder.Write("header", "Private " + Canary)) };

        await world.BuildAsync($"FROM scratch\nADD http://{server.Authority}/f /\n", target => target with { Secrets = secrets });

        server.Requests.Select(request => request.Authorization).ShouldBe(["Private " + Canary, null]);
        other.Requests.Single().Authorization.ShouldBeNull();
    }

    [Fact]
    public async Task A_secret_of_several_lines_is_no_header()
    {
        await using var server = new ScriptedServer(_ => ScriptedResponse.Text(HttpStatusCode.OK, "content"));
        using var world = World();
        var secrets = new Dictionary<string, SecretSource> { ["HTTP_AUTH_TOKEN_127.0.0.1"] = new SecretFile(world.Folder.Write("token", "a\r\nHost: b")) };

        var failure = await world.FailAsync($"FROM scratch\nADD http://{server.Authority}/f /\n", target => target with { Secrets = secrets });

        failure.Message.ShouldContain("'HTTP_AUTH_TOKEN_127.0.0.1' has several lines");
        server.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_password_in_an_address_is_sent_and_shown_nowhere()
    {
        await using var server = new ScriptedServer(_ => ScriptedResponse.Text(HttpStatusCode.OK, "content"));
        using var world = World();

        var image = await world.BuildAsync($"FROM scratch\nADD http://user:{Canary}@{server.Authority}/f /\n", options: Plain);

        server.Requests.Single().Authorization.ShouldBe("Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"user:{Canary}")));
        image.Image.Config.History!.Select(entry => entry.CreatedBy).ShouldBe([$"ADD http://xxxxx:xxxxx@{server.Authority}/f / # buildkit"]);
        world.Events.OfType<StepStarted>().ShouldAllBe(started => !started.Step.Name.Contains(Canary, StringComparison.Ordinal));
        CanarySearch.In(world.Home.Root, Canary).ShouldBeEmpty();
    }

    [Fact]
    public async Task More_redirects_than_are_followed_end_the_step()
    {
        await using var server = new ScriptedServer(request => ScriptedResponse.Redirect(request.Target + "x"));
        using var world = World();

        var failure = await world.FailAsync($"FROM scratch\nADD http://{server.Authority}/f /\n");

        failure.Message.ShouldContain("MaxRedirects");
        server.Requests.Count.ShouldBe(6);
    }

    [Theory]
    [InlineData("http://169.254.169.254/latest/meta-data")]
    [InlineData("file:///etc/passwd")]
    public async Task A_redirect_to_what_a_server_has_no_business_with_is_refused(string target)
    {
        await using var server = new ScriptedServer(_ => ScriptedResponse.Redirect(target));
        using var world = World();

        var failure = await world.FailAsync($"FROM scratch\nADD http://{server.Authority}/f /\n");

        failure.Kind.ShouldBe(BuildFailureKind.Outside);
        failure.Message.ShouldContain("cannot fetch");
    }

    [Fact]
    public async Task A_file_larger_than_may_be_is_not_kept()
    {
        await using var server = new ScriptedServer(request => new(HttpStatusCode.OK)
        {
            Body = new byte[4000],
            Headers = request.Target == "/announced" ? [] : new() { ["Content-Length"] = "4000", ["X"] = "y" },
        });
        using var world = new BuildWorld(services => services with { Downloads = new GuardedDownloads(_http), MaxDownloadBytes = 3999 });

        var failure = await world.FailAsync($"FROM scratch\nADD http://{server.Authority}/announced /\n");

        failure.Message.ShouldContain("more than the 3999 that are fetched");
        Directory.Exists(Path.Combine(world.Home.Cache, "downloads")).ShouldBeFalse();
    }

    [Fact]
    public async Task A_refusal_names_the_address_the_status_and_the_remedy()
    {
        await using var server = new ScriptedServer(_ => new(HttpStatusCode.Unauthorized));
        using var world = World();

        var failure = await world.FailAsync($"FROM scratch\nADD http://{server.Authority}/f /\n");

        failure.Message.ShouldBe($"cannot fetch 'http://{server.Authority}/f': GET 'http://{server.Authority}/f' was answered with 401 Unauthorized");
        failure.Diagnostics[0].Help.ShouldBe("give a token for its host: --secret id=HTTP_AUTH_TOKEN_127.0.0.1,src=FILE");
    }

    [Fact]
    public async Task A_kept_file_that_the_disk_damaged_is_noticed_and_fetched_anew()
    {
        await using var server = new ScriptedServer(_ => ScriptedResponse.Text(HttpStatusCode.OK, "content") with { Headers = new() { ["ETag"] = "\"1\"" } });
        using var world = World();
        await world.BuildAsync($"FROM scratch\nADD http://{server.Authority}/f /\n");
        var kept = Directory.GetFiles(Path.Combine(world.Home.Cache, "downloads")).Single();
        File.WriteAllText(kept, "damaged");
        Directory.Delete(Path.Combine(world.Home.Cache, "steps"), recursive: true);

        var failure = await world.FailAsync($"FROM scratch\nADD http://{server.Authority}/f /\n");
        var image = await world.BuildAsync($"FROM scratch\nADD http://{server.Authority}/f /\n");

        failure.Message.ShouldContain("damaged on the disk");
        failure.IsTransient.ShouldBeTrue();
        image.Text("/f").ShouldBe("content");
    }

    private BuildWorld World() => new(services => services with { Downloads = new GuardedDownloads(_http) });
}
