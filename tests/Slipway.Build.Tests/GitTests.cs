// SPDX-License-Identifier: Apache-2.0
using System.Net;
using System.Text;
using Slipway.Distribution;
using Slipway.Native;
using Slipway.TestKit;

namespace Slipway.Build.Tests;

public sealed class GitTests : IDisposable
{
    private const string Canary = "canary-9c0d4b12";

    // What is searched must not be hidden by being compressed.
    private static readonly BuildOptions Plain = new() { Compression = new() { Kind = LayerCompressionKind.None } };

    private readonly GuardedHttp _http = new();
    private readonly TempFolder _folder = new();
    private readonly BuildWorld _world;
    private readonly TestRepository _repository;

    public GitTests()
    {
        Needs.Root();
        _world = new(services => services with { Downloads = new GuardedDownloads(_http) });
        _repository = new(_folder, "app");
    }

    private string Root => _folder["served"];

    public void Dispose()
    {
        _world.Dispose();
        _folder.Dispose();
        _http.Dispose();
    }

    [Fact]
    public async Task A_repository_is_added_as_its_files_with_the_commits_time()
    {
        _repository.Write("a.txt", "one").Write("sub/run.sh", "#!/bin/sh\n").Link("link", "a.txt");
        File.SetUnixFileMode(Path.Combine(_repository.WorkTree, "sub/run.sh"), (UnixFileMode)Convert.ToInt32("755", 8));
        _repository.Commit();
        await using var server = GitHttpServer.Smart(Root);

        var image = await _world.BuildAsync($"FROM scratch\nADD http://{server.Authority}/app.git /in\n");

        image.Text("/in/a.txt").ShouldBe("one");
        image.Stat("/in/a.txt").ShouldBe("0644 0:0 file");
        image.Stat("/in/sub").ShouldBe("0755 0:0 folder");
        image.Stat("/in/sub/run.sh").ShouldBe("0755 0:0 file");
        image.Stat("/in/link").ShouldBe("0777 0:0 link a.txt");
        image.Stat("/in/.git").ShouldBe("nothing");
        image.Tree.Find("/in/a.txt", FinalLink.Keep)!.Modified.Seconds.ShouldBe(1700000000);
    }

    [Fact]
    public async Task A_branch_that_moved_is_another_step_and_one_that_did_not_is_none()
    {
        _repository.Write("a", "one").Commit();
        await using var server = GitHttpServer.Smart(Root);
        var dockerfile = $"FROM scratch\nADD http://{server.Authority}/app.git#main /\n";

        var first = await _world.BuildAsync(dockerfile);
        var again = await _world.BuildAsync(dockerfile);
        _repository.Write("a", "two").Commit();
        var moved = await _world.BuildAsync(dockerfile);

        first.Text("/a").ShouldBe("one");
        again.Result.StepsRun.ShouldBe(0);
        moved.Text("/a").ShouldBe("two");
    }

    [Fact]
    public async Task A_pinned_commit_is_fetched_alone_and_then_never_asked_for()
    {
        var first = _repository.Write("a", "one").Commit();
        _repository.Write("a", "two").Commit();
        await using var server = GitHttpServer.Smart(Root);
        var dockerfile = $"FROM scratch\nADD http://{server.Authority}/app.git#{first} /\n";

        var image = await _world.BuildAsync(dockerfile);
        var asked = server.Requests.Count;
        await _world.BuildAsync(dockerfile);

        image.Text("/a").ShouldBe("one");
        server.Requests.Count.ShouldBe(asked);
    }

    [Theory]
    [InlineData("#v1", "one")]
    [InlineData("#annotated", "one")]
    [InlineData("#refs/tags/v1", "one")]
    [InlineData("?tag=v1", "one")]
    [InlineData("?branch=other/name", "other")]
    [InlineData("?ref=other/name&subdir=.", "other")]
    [InlineData("#other/name", "other")]
    [InlineData("", "two")]
    public async Task A_ref_is_a_branch_or_a_tag_in_either_form(string words, string text)
    {
        _repository.Write("a", "one").Commit();
        _repository.Git("tag", "v1");
        _repository.Git("tag", "-a", "-m", "tag", "annotated");
        _repository.Git("checkout", "--quiet", "-b", "other/name");
        _repository.Write("a", "other").Commit();
        _repository.Git("checkout", "--quiet", "main");
        _repository.Write("a", "two").Commit();
        await using var server = GitHttpServer.Smart(Root);

        (await _world.BuildAsync($"FROM scratch\nADD http://{server.Authority}/app.git{words} /\n")).Text("/a").ShouldBe(text);
    }

    [Fact]
    public async Task A_checksum_that_the_ref_does_not_stand_for_is_refused()
    {
        var commit = _repository.Write("a", "one").Commit();
        await using var server = GitHttpServer.Smart(Root);
        var address = $"http://{server.Authority}/app.git";

        await _world.BuildAsync($"FROM scratch\nADD --checksum={commit} {address}#main /\n");
        await _world.BuildAsync($"FROM scratch\nADD {address}?checksum={commit[..12]} /\n");
        var failure = await _world.FailAsync($"FROM scratch\nADD --checksum={new string('0', 40)} {address}#main /\n");
        var other = await _world.FailAsync($"FROM scratch\nADD --checksum={new string('0', 40)} {address}#{commit} /\n");

        failure.Message.ShouldBe($"'{address}#main' is the commit {commit} where the checksum says {new string('0', 40)}");
        other.Message.ShouldContain("where the checksum says");
    }

    [Fact]
    public async Task A_folder_is_all_there_is_and_links_in_its_path_are_not_followed()
    {
        _repository.Write("inner/deep/a", "one").Write("b", "two").Link("out", "/etc").Link("up", "../..").Link("inner/back", "../inner/deep").Commit();
        await using var server = GitHttpServer.Smart(Root);
        var address = $"http://{server.Authority}/app.git";

        var image = await _world.BuildAsync($"FROM scratch\nADD {address}#main:inner/deep /\nADD {address}?subdir=../../inner /x\n");

        image.Text("/a").ShouldBe("one");
        image.Stat("/b").ShouldBe("nothing");
        image.Text("/x/deep/a").ShouldBe("one");
        foreach (var folder in (string[])["out", "out/ssh", "up", "inner/back", "up/../etc"])
            (await _world.FailAsync($"FROM scratch\nADD {address}#main:{folder} /\n")).Message.ShouldMatch("is a link|there is no folder");
        (await _world.FailAsync($"FROM scratch\nADD {address}#main:b /\n")).Message.ShouldContain("is a file and no folder");
    }

    [Fact]
    public async Task The_git_folder_stays_on_request_with_its_branch_and_without_what_is_ours()
    {
        var commit = _repository.Write("a", "one").Commit();
        await using var server = GitHttpServer.Smart(Root);

        var image = await _world.BuildAsync($"FROM scratch\nADD --keep-git-dir=true http://user:{Canary}@{server.Authority}/app.git#main /\nADD http://{server.Authority}/app.git?keep-git-dir=1 /two/\n", options: Plain);

        image.Text("/.git/HEAD").Trim().ShouldBe(commit);
        image.Text("/.git/refs/heads/main").Trim().ShouldBe(commit);
        image.Text("/.git/config").ShouldContain($"url = http://{server.Authority}/app.git");
        image.Stat("/.git/hooks").ShouldBe("nothing");
        image.Stat("/.git/FETCH_HEAD").ShouldBe("nothing");
        image.Stat("/two/.git").ShouldBe("0755 0:0 folder");
        CanarySearch.In(_world.Home.Root, Canary).ShouldBeEmpty();
        var kept = image.Tree.Enumerate().Select(entry => entry.Path).Where(path => path.StartsWith(".git/", StringComparison.Ordinal)).ToList();
        kept.Count.ShouldBeGreaterThan(5);
        kept.ShouldAllBe(path => !path.Contains("slipway", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_server_of_plain_files_will_do()
    {
        var first = _repository.Write("a", "one").Commit();
        _repository.Write("a", "two").Commit();
        await using var server = GitHttpServer.Plain(Root);

        (await _world.BuildAsync($"FROM scratch\nADD http://{server.Authority}/app.git /\n")).Text("/a").ShouldBe("two");
        (await _world.BuildAsync($"FROM scratch\nADD http://{server.Authority}/app.git#{first} /\n")).Text("/a").ShouldBe("one");
    }

    [Fact]
    public async Task Submodules_are_fetched_at_their_commits_and_left_out_on_request()
    {
        var inner = new TestRepository(_folder, "inner");
        var held = inner.Write("i", "held").Commit();
        inner.Write("i", "later").Commit();
        await using var server = GitHttpServer.Smart(Root);
        AddSubmodule("parts/inner", "../inner.git", held);

        var image = await _world.BuildAsync($"FROM scratch\nADD http://{server.Authority}/app.git /\nADD http://{server.Authority}/app.git?submodules=false /without\n");

        image.Text("/parts/inner/i").ShouldBe("held");
        image.Stat("/parts/inner/.git").ShouldBe("nothing");
        image.Stat("/without/parts/inner").ShouldBe("0755 0:0 folder");
        image.Stat("/without/parts/inner/i").ShouldBe("nothing");
    }

    [Theory]
    [InlineData("/etc", "is no git address")]
    [InlineData("file:///etc", "'file' is none of")]
    [InlineData("ext::sh -c touch% /tmp/x", "holds a blank")]
    [InlineData("ext::sh", "is no git address")]
    [InlineData("-u./payload", "is no git address")]
    [InlineData("ssh://-oProxyCommand=touch/x", "begins with '-'")]
    [InlineData("../../../../../x", "is no git address")]
    public async Task A_submodule_of_another_kind_of_address_is_refused(string url, string why)
    {
        await using var server = GitHttpServer.Smart(Root);
        AddSubmodule("part", url, new string('1', 40));

        (await _world.FailAsync($"FROM scratch\nADD http://{server.Authority}/app.git /\n")).Message.ShouldContain(why);
    }

    [Theory]
    [InlineData("../out")]
    [InlineData("a/../../out")]
    [InlineData(".git/modules")]
    [InlineData("a/.GIT/hooks")]
    public async Task A_submodule_with_another_path_than_a_folder_is_refused(string path)
    {
        _repository.Write(".gitmodules", $"[submodule \"x\"]\n\tpath = {path}\n\turl = ../inner.git\n").Commit();
        await using var server = GitHttpServer.Smart(Root);

        (await _world.FailAsync($"FROM scratch\nADD http://{server.Authority}/app.git /\n")).Message.ShouldContain($"has the path '{path}'");
    }

    [Fact]
    public async Task A_token_is_shown_to_its_host_and_neither_to_a_redirects_nor_a_submodules()
    {
        var inner = new TestRepository(_folder, "inner");
        var held = inner.Write("i", "inner").Commit();
        await using var other = GitHttpServer.Smart(Root);
        var expected = "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes("x-access-token:" + Canary));
        await using var server = GitHttpServer.Smart(Root, request => request.Authorization != expected ? new(HttpStatusCode.Unauthorized)
            : request.Target.StartsWith("/moved.git", StringComparison.Ordinal) ? ScriptedResponse.Redirect($"http://{other.OtherAuthority}/app.git{request.Target["/moved.git".Length..]}", HttpStatusCode.MovedPermanently) : null);
        AddSubmodule("inner", $"http://{other.OtherAuthority}/inner.git", held);
        var secrets = new Dictionary<string, SecretSource> { ["GIT_AUTH_TOKEN"] = new SecretFile(_world.Folder.Write("token", Canary + "\n")) };

        var image = await _world.BuildAsync($"FROM scratch\nADD http://{server.Authority}/app.git /\nADD http://{server.Authority}/moved.git /moved/\n", target => target with { Secrets = secrets }, Plain);

        image.Text("/inner/i").ShouldBe("inner");
        image.Text("/moved/inner/i").ShouldBe("inner");
        server.Requests.Count(request => request.Method == "POST").ShouldBeGreaterThan(0);
        other.Requests.ShouldNotBeEmpty();
        other.Requests.ShouldAllBe(request => request.Authorization == null);
        File.Delete(_world.Folder["token"]);
        CanarySearch.In(_world.Home.Root, Canary).ShouldBeEmpty();
        CanarySearch.In(_world.Home.Root, expected["Basic ".Length..]).ShouldBeEmpty();
        _world.Events.ShouldAllBe(happened => !happened.ToString()!.Contains(Canary, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_token_for_a_host_goes_before_one_for_all_and_a_header_goes_as_it_is()
    {
        _repository.Write("a", "one").Commit();
        var seen = new System.Collections.Concurrent.ConcurrentBag<string?>();
        await using var server = GitHttpServer.Smart(Root, request =>
        {
            seen.Add(request.Authorization);
            return null;
        });
        Dictionary<string, SecretSource> secrets = [];
        secrets["GIT_AUTH_TOKEN"] = new SecretFile(_world.Folder.Write("token", "for all"));
        secrets[$"GIT_AUTH_HEADER.{server.Authority}"] = new SecretFile(_world.Folder.Write("header", "bearer own"));

        await _world.BuildAsync($"FROM scratch\nADD http://{server.Authority}/app.git /\n", target => target with { Secrets = secrets });

        seen.Distinct().ShouldBe(["bearer own"]);
    }

    [Fact]
    public async Task Nothing_of_a_repository_is_run_and_nothing_of_this_machines_configuration_counts()
    {
        var marker = _folder["ran"];
        _repository.Write(".gitattributes", "* filter=run\n").Write("a", "plain")
            .Write(".gitconfig", $"[core]\n\thooksPath = .\n").Write("post-checkout", $"#!/bin/sh\ntouch {marker}\n").Commit();
        _folder.Write("home/.gitconfig", $"[filter \"run\"]\n\tsmudge = touch {marker}; cat\n[core]\n\thooksPath = {_repository.WorkTree}\n[url \"http://127.0.0.1:1/\"]\n\tinsteadOf = http://127.0.0.1\n");
        var before = Environment.GetEnvironmentVariable("HOME");
        await using var server = GitHttpServer.Smart(Root);
        Environment.SetEnvironmentVariable("HOME", _folder["home"]);
        try
        {
            (await _world.BuildAsync($"FROM scratch\nADD --keep-git-dir=true http://{server.Authority}/app.git /\nADD http://{server.Authority}/app.git /b/\n")).Text("/b/a").ShouldBe("plain");
        }
        finally
        {
            Environment.SetEnvironmentVariable("HOME", before);
        }
        File.Exists(marker).ShouldBeFalse();
    }

    [Theory]
    [InlineData("http://127.0.0.1/app.git#--upload-pack=touch", "is no name of a branch")]
    [InlineData("http://127.0.0.1/app.git#a..b", "is no name of a branch")]
    [InlineData("http://127.0.0.1/app.git?ref=x%0ay", "is no name of a branch")]
    [InlineData("http://127.0.0.1/app.git?upload-pack=x", "'upload-pack' is none of")]
    [InlineData("http://127.0.0.1/app.git?ref=a#b", "where 'b' stands already")]
    [InlineData("git@-oProxyCommand=x:app.git", "begins with '-'")]
    [InlineData("ssh://-oProxyCommand=x/app.git", "begins with '-'")]
    [InlineData("ssh://user:word@host/app.git", "holds a password")]
    [InlineData("-x@host:app.git", "begins with '-'")]
    [InlineData("git@host:-app.git", "begins with '-'")]
    [InlineData("http://ho%20st/app.git", null)]
    public async Task An_address_that_might_be_taken_for_something_else_is_refused(string address, string? why)
    {
        var failure = await _world.FailAsync($"FROM scratch\nADD {address} /\n");

        if (why is not null)
            failure.Message.ShouldContain(why);
        failure.Diagnostics[0].Position.Line.ShouldBe(2);
    }

    [Fact]
    public async Task What_is_missing_is_named()
    {
        _repository.Write("a", "one").Commit();
        await using var server = GitHttpServer.Smart(Root);
        var address = $"http://{server.Authority}/app.git";

        (await _world.FailAsync($"FROM scratch\nADD {address}#none /\n")).Message.ShouldBe($"'{address}' has no branch or tag 'none'");
        (await _world.FailAsync($"FROM scratch\nADD {address}#abc1234 /\n")).Diagnostics[0].Help.ShouldBe("a commit is named by all of its 40 or 64 hex digits");
        (await _world.FailAsync($"FROM scratch\nADD http://{server.Authority}/none.git /\n")).Message.ShouldContain("404");
        (await _world.FailAsync($"FROM scratch\nCOPY {address} /\n")).Message.ShouldContain("COPY cannot");
    }

    [Fact]
    public async Task A_repository_is_a_context_by_name_for_copies_mounts_and_bases()
    {
        _repository.Write("inner/a", "one").Commit();
        await using var server = GitHttpServer.Smart(Root);
        NamedContext.TryParse($"http://{server.Authority}/app.git#main:inner", "/", out var context, out _).ShouldBeTrue();

        var image = await _world.BuildAsync("FROM src AS base\nFROM scratch\nCOPY --from=src a /copied\nCOPY --from=base a /based\n", target => target with { Contexts = new Dictionary<string, NamedContext> { ["src"] = context } });

        image.Text("/copied").ShouldBe("one");
        image.Text("/based").ShouldBe("one");
    }

    // A gitlink needs no repository at the other end to be written.
    private void AddSubmodule(string path, string url, string commit)
    {
        _repository.Write(".gitmodules", $"[submodule \"part\"]\n\tpath = {path}\n\turl = \"{url}\"\n").Commit();
        _repository.Git("update-index", "--add", "--cacheinfo", $"160000,{commit},{path}");
        _repository.Git("commit", "--quiet", "-m", "part");
        _repository.Publish();
    }
}
