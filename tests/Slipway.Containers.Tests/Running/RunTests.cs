// SPDX-License-Identifier: Apache-2.0
using System.Text;
using Slipway.Native;

namespace Slipway.Containers.Tests;

public sealed class RunTests : IDisposable
{
    private readonly ContainerWorld _world = new();

    private static CancellationToken Cancellation => ContainerWorld.Cancellation;

    [Theory]
    [InlineData("exit 0", 0)]
    [InlineData("exit 42", 42)]
    [InlineData("kill -TERM 1; sh -c 'kill -9 $$'; exit $?", 137)]
    public async Task The_exit_code_is_the_programs(string script, int exitCode) => (await _world.RunAsync(_world.Shell(script))).Exit.ExitCode.ShouldBe(exitCode);

    [Fact]
    public async Task Output_and_errors_go_their_own_ways()
    {
        var (_, output, error) = await _world.RunAsync(_world.Shell("echo out; echo err >&2"));

        output.ShouldBe("out\n");
        error.ShouldBe("err\n");
    }

    [Fact]
    public async Task Input_is_passed_and_ends()
    {
        var runner = await _world.OpenAsync();
        var output = new MemoryStream();
        var input = new MemoryStream(Encoding.UTF8.GetBytes("3 lines\nof\ninput\n"));

        await runner.RunAsync(_world.Spec("/bin/wc", "-l"), _world.Root, new() { Input = input, Output = output }, Cancellation);

        Encoding.UTF8.GetString(output.ToArray()).Trim().ShouldBe("3");
    }

    [Fact]
    public async Task The_environment_is_what_was_given_with_a_path_and_a_home()
    {
        Environment.SetEnvironmentVariable("SLIPWAY_TEST_CANARY", "leaked");
        var spec = _world.Spec("/bin/env") with { Environment = ["A=1", "B=x=y", "A=2", "EMPTY="] };

        var lines = (await _world.RunAsync(spec)).Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);

        lines.ShouldBe(["A=2", "B=x=y", "EMPTY=", "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "HOME=/root"], ignoreOrder: true);
    }

    [Theory]
    [InlineData("", "uid=0(root) gid=0(root) groups=0(root)")]
    [InlineData("app", "uid=1000(app) gid=1001(app) groups=999(docker),1001(app),2000(extra)")]
    [InlineData("1000", "uid=1000(app) gid=1001(app) groups=999(docker),1001(app),2000(extra)")]
    [InlineData("app:docker", "uid=1000(app) gid=999(docker) groups=999(docker)")]
    [InlineData("4711:4712", "uid=4711 gid=4712 groups=4712")]
    [InlineData("4711", "uid=4711 gid=0(root) groups=0(root)")]
    public async Task The_user_is_looked_up_in_the_image(string user, string id)
    {
        var output = (await _world.RunAsync(_world.Spec("/bin/id") with { User = user })).Output.Trim();

        var (ids, groups) = (output[..output.LastIndexOf('=')], output[(output.LastIndexOf('=') + 1)..].Split(','));
        ids.ShouldBe(id[..id.LastIndexOf('=')]);
        groups.ShouldBe(id[(id.LastIndexOf('=') + 1)..].Split(','), ignoreOrder: true);
    }

    [Fact]
    public async Task A_user_that_the_image_lacks_is_named()
    {
        var problem = await Should.ThrowAsync<ExecutionException>(_world.RunAsync(_world.Spec("/bin/id") with { User = "nobody" }));

        problem.Message.ShouldBe("The image has no entry for the user 'nobody' in /etc/passwd. Add it there, or give its number.");
        _world.Leftovers().ShouldBeEmpty();
    }

    [Fact]
    public async Task A_program_that_the_image_lacks_is_a_127()
    {
        var problem = await Should.ThrowAsync<ExecutionException>(_world.RunAsync(_world.Spec("/bin/nothing", "x")));

        problem.ExitCode.ShouldBe(127);
        problem.Message.ShouldContain("/bin/nothing");
        _world.Leftovers().ShouldBeEmpty();
    }

    [Fact]
    public async Task A_program_that_cannot_be_executed_is_a_126() =>
        (await Should.ThrowAsync<ExecutionException>(_world.RunAsync(_world.Spec("/etc/passwd")))).ExitCode.ShouldBe(126);

    [Fact]
    public async Task It_starts_in_its_working_directory_made_if_need_be() =>
        (await _world.RunAsync(_world.Spec("/bin/pwd") with { WorkingDirectory = "/a/b" })).Output.ShouldBe("/a/b\n");

    [Theory]
    [InlineData("/proc/self/fd/7")]
    [InlineData("/proc/1/../self/fd/8/")]
    [InlineData("/dev/fd/9")]
    [InlineData("relative")]
    public void A_working_directory_that_may_be_the_hosts_is_refused(string path) =>
        Should.Throw<ArgumentException>(() => _world.Spec("/bin/pwd") with { WorkingDirectory = path });

    [Fact]
    public async Task Its_hostname_and_hosts_are_its_own()
    {
        var spec = _world.Shell("hostname; cat /etc/hostname /etc/hosts") with
        {
            Hostname = "box",
            ExtraHosts = new Dictionary<string, System.Net.IPAddress> { ["db"] = System.Net.IPAddress.Parse("127.0.0.2") },
        };

        var output = (await _world.RunAsync(spec)).Output;

        output.ShouldStartWith("box\nbox\n");
        output.ShouldContain("127.0.0.1\tlocalhost\n");
        output.ShouldContain("127.0.0.2\tdb\n");
    }

    [Fact]
    public async Task Nothing_is_left_of_it()
    {
        await _world.RunAsync(_world.Shell("sleep 1000 & echo done"));

        _world.Leftovers().ShouldBeEmpty();
    }

    [Fact]
    public async Task Cancellation_leaves_no_process_no_mount_and_no_control_group()
    {
        var runner = await _world.OpenAsync();
        using var cancellation = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        var folder = _world.MakeFolder("shared");
        var started = Path.Combine(folder, "started");
        var spec = _world.Shell("sleep 1234567 & trap '' TERM; touch /shared/started; while true; do sleep 1; done") with
        {
            Mounts = [new ContainerMount.Bind(folder, "/shared", BindAccess.ReadWrite)],
        };
        var run = runner.RunAsync(spec, _world.Root, ContainerIO.None, cancellation.Token);
        while (!File.Exists(started))
        {
            run.IsCompleted.ShouldBeFalse();
            await Task.Delay(10, Cancellation);
        }

        await cancellation.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(run);
        _world.Leftovers().ShouldBeEmpty();
        Directory.GetDirectories("/proc").Select(path => Path.Combine(path, "cmdline")).Where(File.Exists)
            .Any(path => { try { return File.ReadAllText(path).Contains("1234567"); } catch (IOException) { return false; } }).ShouldBeFalse();
    }

    [Fact]
    public async Task Two_containers_of_one_id_are_refused()
    {
        var runner = await _world.OpenAsync();
        var spec = _world.Spec("/bin/sleep", "1000");
        var first = await runner.CreateAsync(spec, _world.Root, Cancellation);

        (await Should.ThrowAsync<ExecutionException>(runner.RunAsync(spec, _world.Root, ContainerIO.None, Cancellation)))
            .Message.ShouldBe($"There is already a container '{spec.Id}'. Delete it, or take another id.");
        await first.DeleteAsync(Cancellation);
    }

    [Theory]
    [InlineData("")]
    [InlineData("../x")]
    [InlineData("a/b")]
    [InlineData(".x")]
    [InlineData("x\n")]
    public void An_id_that_is_no_name_is_refused(string id) => Should.Throw<ArgumentException>(() => _world.Spec("x") with { Id = id });

    public void Dispose() => _world.Dispose();
}
