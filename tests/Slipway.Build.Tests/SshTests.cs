// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics;
using Slipway.TestKit;

namespace Slipway.Build.Tests;

public sealed class SshTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public SshTests()
    {
        Needs.Root();
        Needs.Tool("runc");
        Needs.Tool("ssh-agent");
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_step_signs_by_keys_that_it_never_has()
    {
        using var world = await BuildWorld.WithBaseAsync();
        AddProgram(world, "ssh-add");
        AddProgram(world, "ssh-keygen");
        var key = SshServer.MakeKey(_folder, "key");
        var secret = File.ReadAllLines(key)[2];

        var image = await world.BuildAsync($"""
            FROM {BuildWorld.Base}
            COPY root/ /
            RUN --mount=type=ssh,required stat -c '%a %u:%g' $SSH_AUTH_SOCK; echo $SSH_AUTH_SOCK; ssh-add -L; ssh-add -D 2>&1; ssh-add -x 2>/dev/null </dev/null; ssh-add -L | wc -l
            RUN --mount=type=ssh,uid=1000,gid=1001,mode=0640,target=/tmp/a.sock stat -c '%a %u:%g' /tmp/a.sock
            """, target => target with { SshAgents = Agents(new SshKeyFiles([key])) });

        var lines = world.Log.Split('\n');
        lines[..3].ShouldBe(["600 0:0", "/run/buildkit/ssh_agent.0", File.ReadAllText(key + ".pub").Trim()]);
        lines[3].ShouldContain("Failed to remove all identities");
        lines[4..6].ShouldBe(["1", "640 1000:1001"]);
        image.Stat("/run").ShouldBe("nothing");
        image.Stat("/tmp/a.sock").ShouldBe("nothing");
        CanarySearch.In(world.Home.Root, secret).ShouldBeEmpty();
        AgentsOf(world).ShouldBeEmpty();
        Directory.EnumerateFileSystemEntries(Path.Combine(world.Home.Snapshots, "new")).ShouldBeEmpty();
    }

    [Fact]
    public async Task An_agent_that_runs_is_reached_by_its_socket_and_keeps_its_keys()
    {
        using var world = await BuildWorld.WithBaseAsync();
        AddProgram(world, "ssh-add");
        var key = SshServer.MakeKey(_folder, "key");
        using var agent = Process.Start(new ProcessStartInfo(Needs.Tool("ssh-agent"), ["-D", "-a", _folder["agent"]]) { RedirectStandardOutput = true })!;
        try
        {
            while (!Path.Exists(_folder["agent"]))
                await Task.Delay(10, Cancellation);
            await AddKeyAsync(key);
            SshSource.TryParse("default", "/", name => name == "SSH_AUTH_SOCK" ? _folder["agent"] : null, out var id, out var source, out _).ShouldBeTrue();

            await world.BuildAsync($"""
                FROM {BuildWorld.Base}
                COPY root/ /
                RUN --mount=type=ssh --mount=type=ssh,id=other echo $SSH_AUTH_SOCK $(ls /run/buildkit); ssh-add -L | wc -l
                """, target => target with { SshAgents = new Dictionary<string, SshSource> { [id] = source!, ["other"] = source! } });

            world.Log.ShouldBe("/run/buildkit/ssh_agent.0 ssh_agent.0 ssh_agent.1\n1\n");
        }
        finally
        {
            agent.Kill();
        }
    }

    [Fact]
    public async Task An_agent_is_in_no_key_and_a_step_goes_without_unless_it_requires_it()
    {
        using var world = await BuildWorld.WithBaseAsync();
        var key = SshServer.MakeKey(_folder, "key");
        var dockerfile = $"FROM {BuildWorld.Base}\nRUN --mount=type=ssh test -S $SSH_AUTH_SOCK && echo with || echo without\n";

        await world.BuildAsync(dockerfile);
        var log = world.Log;
        var again = await world.BuildAsync(dockerfile, target => target with { SshAgents = Agents(new SshKeyFiles([key])) });
        var failure = await world.FailAsync($"FROM {BuildWorld.Base}\nRUN --mount=type=ssh,id=deploy,required true\n");

        log.ShouldBe("without\n");
        again.Result.StepsRun.ShouldBe(0);
        failure.Message.ShouldBe("the SSH agent 'deploy' is required and was not given");
        failure.Diagnostics[0].Help.ShouldBe("give it: --ssh deploy, or --ssh deploy=KEYFILE");
    }

    [Fact]
    public async Task A_key_with_a_passphrase_is_refused_without_asking_anybody()
    {
        using var world = await BuildWorld.WithBaseAsync();
        var key = SshServer.MakeKey(_folder, "key", "word");

        var failure = await world.FailAsync($"FROM {BuildWorld.Base}\nRUN --mount=type=ssh true\n", target => target with { SshAgents = Agents(new SshKeyFiles([key])) });

        failure.Message.ShouldStartWith($"the key '{key}' of the SSH agent 'default' can't be used");
        failure.Diagnostics[0].Help.ShouldNotBeNull().ShouldContain("--ssh default");
        AgentsOf(world).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("default", "SSH_AUTH_SOCK is not set")]
    [InlineData("", "has no id")]
    [InlineData("id=none", "does not exist")]
    public void Words_that_name_no_agent_are_told_what_they_lack(string words, string why)
    {
        SshSource.TryParse(words, _folder.Path, static _ => null, out _, out _, out var problem).ShouldBeFalse();
        problem.ShouldContain(why);
    }

    [Fact]
    public async Task A_repository_is_fetched_over_ssh_from_a_host_that_is_known_by_a_key_that_is_given()
    {
        var (key, other) = (SshServer.MakeKey(_folder, "key"), SshServer.MakeKey(_folder, "other-key"));
        await using var server = await SshServer.StartAsync(_folder, key, Cancellation);
        var repository = new TestRepository(_folder, "app");
        repository.Write("a", "one").Commit();
        var known = _folder.Write("known_hosts", server.KnownHost);
        using var world = new BuildWorld(services => services with { KnownHosts = known });
        var dockerfile = $"FROM scratch\nADD ssh://root@127.0.0.1:{server.Port}{repository.Served}#main /\n";

        var image = await world.BuildAsync(dockerfile, target => target with { SshAgents = Agents(new SshKeyFiles([key])) });
        var without = await world.FailAsync(dockerfile);
        var wrong = await world.FailAsync(dockerfile, target => target with { SshAgents = Agents(new SshKeyFiles([other])) });
        File.WriteAllText(known, "");
        var stranger = await world.FailAsync(dockerfile, target => target with { SshAgents = Agents(new SshKeyFiles([key])) });

        image.Text("/a").ShouldBe("one");
        without.Diagnostics[0].Help.ShouldBe("give the running one, --ssh default, or a key: --ssh default=FILE");
        wrong.Message.ShouldContain("Permission denied");
        stranger.Message.ShouldContain("Host key verification failed");
        stranger.Diagnostics[0].Help.ShouldNotBeNull().ShouldContain($"ssh-keyscan -p {server.Port} 127.0.0.1 >> {known}");
        File.ReadAllText(known).ShouldBeEmpty();
        AgentsOf(world).ShouldBeEmpty();
    }

    private static Dictionary<string, SshSource> Agents(SshSource source) => new() { ["default"] = source };

    private async Task AddKeyAsync(string key)
    {
        var start = new ProcessStartInfo(Needs.Tool("ssh-add"), ["-q", key]) { RedirectStandardError = true };
        start.Environment["SSH_AUTH_SOCK"] = _folder["agent"];
        using var process = Process.Start(start)!;
        await process.WaitForExitAsync(Cancellation);
        process.ExitCode.ShouldBe(0);
    }

    // A program of this machine with its libraries, to be copied over a root.
    private static void AddProgram(BuildWorld world, string name)
    {
        var program = Needs.Tool(name);
        using var ldd = Process.Start(new ProcessStartInfo("ldd", [program]) { RedirectStandardOutput = true })!;
        var libraries = ldd.StandardOutput.ReadToEnd().Split((char[])[' ', '\n', '\t'], StringSplitOptions.RemoveEmptyEntries).Where(word => word.StartsWith('/'));
        ldd.WaitForExit();
        foreach (var file in libraries)
            world.Folder.Write("context/root" + file, File.ReadAllBytes(file));
        var copy = world.Folder.Write("context/root/bin/" + name, File.ReadAllBytes(program));
        foreach (var file in Directory.EnumerateFiles(world.Folder["context/root"], "*", SearchOption.AllDirectories))
            File.SetUnixFileMode(file, (UnixFileMode)Convert.ToInt32("755", 8));
        File.Exists(copy).ShouldBeTrue();
    }

    // Agents are told the folder that they are started in.
    private static List<string> AgentsOf(BuildWorld world) => [.. Directory.EnumerateDirectories("/proc").Where(path => char.IsAsciiDigit(Path.GetFileName(path)[0])).Where(path =>
    {
        try
        {
            return File.ReadAllText(Path.Combine(path, "comm")).StartsWith("ssh-agent", StringComparison.Ordinal)
                && File.ReadAllText(Path.Combine(path, "environ")).Contains(world.Home.Root, StringComparison.Ordinal);
        }
        catch (IOException)
        {
            return false; // it ended meanwhile
        }
    })];
}
