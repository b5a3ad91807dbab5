// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics;
using System.Security.Cryptography;
using Slipway.Containers;
using Slipway.Modules;
using Slipway.Native;
using Slipway.Oci;
using Slipway.TestKit;

namespace Slipway.EndToEnd.Tests;

/// <summary>What commands are attached to: streams of containers and terminals, and what becomes of both when somebody is killed.</summary>
public sealed class AttachingTests : IAsyncLifetime
{
    private const string Prompt = "# ";
    private readonly InstalledProgram _slipway = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        Needs.Tool("python3");
        await _slipway.MakeAppAsync(new() { User = "0", Env = ["PATH=/bin", "PS1=# "] });
    }

    public async ValueTask DisposeAsync()
    {
        if (new ContainerCatalog(new(_slipway.Home)).List() is { Count: > 0 } left)
            (await _slipway.RunAsync(["rm", "-f", "-v", .. left.Select(static container => container.Id)])).ShouldSucceed();
        var run = Path.Combine(_slipway.Home, "run");
        Directory.EnumerateFileSystemEntries(Path.Combine(run, "containers")).ShouldBeEmpty();
        Directory.EnumerateFiles(run, "console-*").ShouldBeEmpty();
        await _slipway.DisposeAsync();
    }

    [Theory]
    [InlineData("run -i --rm app:1 cat")]
    [InlineData("exec -i other cat")]
    public async Task Fifty_megabytes_go_through_it_both_ways_and_come_out_as_they_went_in(string words)
    {
        (await _slipway.RunAsync("run", "-d", "--name", "other", "app:1", "sleep", "1000")).ShouldSucceed();
        var bytes = new byte[50_000_000];
        new Random(6).NextBytes(bytes);

        var (exitCode, output, error) = await FilterAsync(bytes, words.Split(' '));

        (exitCode, error.Length).ShouldBe((0, 0));
        Convert.ToHexString(SHA256.HashData(output)).ShouldBe(Convert.ToHexString(SHA256.HashData(bytes)));
    }

    [Fact]
    public async Task Output_and_error_stay_apart_to_the_last_byte_before_the_exit_code()
    {
        var answer = await _slipway.RunAsync("run", "--rm", "app:1", "sh", "-c", "head -c 3000000 /dev/zero; head -c 2000000 /dev/zero >&2; printf end; printf END >&2; exit 9");

        (answer.ExitCode, answer.Output.Length, answer.Error.Length).ShouldBe((9, 3_000_003, 2_000_003));
        (answer.Output[^3..], answer.Error[^3..]).ShouldBe(("end", "END"));
        (await _slipway.RunAsync("run", "--rm", "-a", "stderr", "app:1", "sh", "-c", "echo out; echo err >&2")).ShouldSatisfyAllConditions(
            only => only.Output.ShouldBeEmpty(), only => only.Error.ShouldBe("err\n"));
    }

    [Fact]
    public async Task A_container_in_the_foreground_stays_after_its_end_and_is_started_again_attached()
    {
        (await _slipway.RunWithInputAsync("typed", "run", "-i", "--name", "kept", "app:1", "sh", "-c", "cat; cat /count; echo once >> /count; exit 3")).ShouldSatisfyAllConditions(
            first => first.ExitCode.ShouldBe(3), first => first.Output.ShouldBe("typed"));

        (await _slipway.RunWithInputAsync("more ", "start", "-a", "-i", "kept")).ShouldSatisfyAllConditions(
            second => second.ExitCode.ShouldBe(3), second => second.Output.ShouldBe("more once\n"));
        (await _slipway.RunAsync("attach", "kept")).ShouldRefuse(1, "does not run", "slipway start kept");
        (await _slipway.RunAsync("exec", "kept", "true")).ShouldRefuse(1, "is not running", "slipway start kept");
    }

    [Fact]
    public async Task The_input_of_one_that_was_left_running_stays_open_for_who_attaches_until_the_container_ends()
    {
        (await _slipway.RunAsync("run", "-d", "-i", "--name", "reader", "app:1", "sh", "-c", "while read line; do echo \"got $line\"; test \"$line\" = end && exit 4; done; echo closed")).ShouldSucceed();

        // As with Docker, who has no more to say is let go, and the input stays open.
        (await _slipway.RunWithInputAsync("one\n", "attach", "reader")).ExitCode.ShouldBe(0);
        // Whether it is let go before the program has ended is a matter of moments.
        (await _slipway.RunWithInputAsync("two\nend\n", "attach", "reader")).ExitCode.ShouldBeOneOf(0, 4);

        (await _slipway.RunAsync("wait", "reader")).Output.Trim().ShouldBe("4");
        (await _slipway.RunAsync("logs", "reader")).Output.ShouldBe("got one\ngot two\ngot end\n");
    }

    [Fact]
    public async Task Signals_are_passed_on_unless_they_are_not_to_be()
    {
        const string Script = "trap 'echo usr; exec true' USR1; trap 'echo int; exit 42' INT; echo ready; while :; do sleep 0.05; done";
        using var passing = _slipway.Start("run", "--rm", "app:1", "sh", "-c", Script);
        (await passing.StandardOutput.ReadLineAsync(Cancellation)).ShouldBe("ready");
        Send(passing, "INT");
        (await passing.StandardOutput.ReadToEndAsync(Cancellation)).ShouldBe("int\n");
        await passing.WaitForExitAsync(Cancellation);
        passing.ExitCode.ShouldBe(42);

        using var keeping = _slipway.Start("run", "--sig-proxy=false", "--name", "goes-on", "app:1", "sh", "-c", Script);
        (await keeping.StandardOutput.ReadLineAsync(Cancellation)).ShouldBe("ready");
        Send(keeping, "INT");
        await keeping.WaitForExitAsync(Cancellation);
        keeping.ExitCode.ShouldBe(130);
        (await _slipway.RunAsync("ps", "--format", "{{.Names}}")).Output.ShouldBe("goes-on\n");
    }

    [Fact]
    public async Task A_killed_command_leaves_its_container_and_its_log_and_what_it_executed()
    {
        using var command = _slipway.Start("run", "--name", "orphan", "app:1", "sh", "-c", "echo first; while ! test -e /go; do sleep 0.05; done; echo second; sleep 1000");
        (await command.StandardOutput.ReadLineAsync(Cancellation)).ShouldBe("first");
        using var exec = _slipway.Start("exec", "orphan", "sh", "-c", "echo started; sleep 1; echo more; touch /go");
        (await exec.StandardOutput.ReadLineAsync(Cancellation)).ShouldBe("started");
        Send(command, "KILL");
        Send(exec, "KILL");

        while (!(await _slipway.RunAsync("logs", "orphan")).Output.Contains("second", StringComparison.Ordinal))
            await Task.Delay(20, Cancellation);

        (await _slipway.RunAsync("logs", "orphan")).Output.ShouldBe("first\nsecond\n");
    }

    [Fact]
    public async Task Who_is_attached_to_a_container_stays_so_when_the_agent_is_killed()
    {
        using var command = _slipway.Start("run", "-i", "--rm", "app:1", "cat");
        await command.StandardInput.WriteLineAsync("one");
        await command.StandardInput.FlushAsync(Cancellation);
        (await command.StandardOutput.ReadLineAsync(Cancellation)).ShouldBe("one");

        await KillAgentAsync();
        (await command.StandardError.ReadLineAsync(Cancellation)).ShouldBe("slipway: the agent went away; attaching again");
        using (var client = new AgentClient(new SlipwayHome(_slipway.Home)))
        {
            while (await client.TryGetHealthAsync(Cancellation) is null)
                await Task.Delay(20, Cancellation);
        }
        await command.StandardInput.WriteLineAsync("two");
        await command.StandardInput.FlushAsync(Cancellation);
        (await command.StandardOutput.ReadLineAsync(Cancellation)).ShouldBe("two");
        command.StandardInput.Close();
        await command.WaitForExitAsync(Cancellation);

        // Whose child it is now tells how it ended, or nobody does.
        command.ExitCode.ShouldBeOneOf(0, 125);
    }

    [Fact]
    public async Task A_terminal_has_the_size_of_the_users_follows_it_and_is_put_back()
    {
        using var terminal = new PtyProgram(_slipway, 33, 101, "run", "-it", "--rm", "app:1", "sh");
        await terminal.UntilAsync(Prompt);
        await terminal.TypeAsync("stty size; echo $TERM; tty\r");
        await terminal.UntilAsync("33 101\r\nxterm\r\n/dev/pts/0\r\n");
        await terminal.UntilAsync(Prompt);
        // A shell of its own: the one at the prompt makes each program a group, and an interrupt between two of them reaches neither.
        await terminal.TypeAsync("sh -c 'while :; do stty size; sleep 0.1; done'\r");
        await terminal.UntilAsync("done'\r\n33 101");

        await terminal.ResizeAsync(44, 88);
        await terminal.UntilAsync("44 88");
        // The key that interrupts reaches the program and not the command.
        await terminal.TypeAsync("\u0003");
        await terminal.UntilAsync("^C");
        await terminal.UntilAsync(Prompt);
        await terminal.TypeAsync("\rexit 7\r");

        (await terminal.EndAsync()).ShouldBe((7, true));
    }

    [Fact]
    public async Task Keys_let_go_of_a_terminal_which_outlives_its_agent_and_its_command()
    {
        using (var first = new PtyProgram(_slipway, 24, 80, "run", "-it", "--name", "shell", "app:1", "sh"))
        {
            await first.UntilAsync(Prompt);
            await first.TypeAsync("HERE=still\r");
            await first.UntilAsync(Prompt);
            await first.TypeAsync("\u0010\u0011");
            (await first.EndAsync()).ShouldBe((0, true));
        }
        await KillAgentAsync();
        using (var second = new PtyProgram(_slipway, 30, 90, "attach", "--detach-keys", "ctrl-a,d", "shell"))
        {
            await second.UntilAsync(Prompt);
            await second.TypeAsync("echo $HERE; stty size\r");
            await second.UntilAsync("still\r\n30 90\r\n");
            await KillAgentAsync();
            await second.UntilAsync("attaching again");
            await second.TypeAsync("echo $HERE here\r");
            await second.UntilAsync("still here\r\n");
            await second.KillAsync(9);
            (await second.EndAsync()).ExitCode.ShouldBe(137);
        }
        using var third = new PtyProgram(_slipway, 30, 90, "attach", "shell");
        await third.UntilAsync(Prompt);
        await third.TypeAsync("echo $HERE there\r");
        await third.UntilAsync("still there\r\n");
        await third.KillAsync(15);
        (await third.EndAsync()).ShouldBe((143, true));

        // One stream, as Docker's.
        (await _slipway.RunAsync("logs", "shell")).Output.ShouldContain("still here");
    }

    [Fact]
    public async Task A_program_executed_at_a_terminal_has_one_of_its_own()
    {
        (await _slipway.RunAsync("run", "-d", "--name", "web", "app:1", "sleep", "1000")).ShouldSucceed();
        using var terminal = new PtyProgram(_slipway, 21, 77, "exec", "-it", "-u", "1000", "-e", "WHO=me", "-w", "/bin", "web", "sh");
        await terminal.UntilAsync(Prompt);
        await terminal.TypeAsync("stty size; echo $WHO; id -u; pwd; exit 5\r");
        await terminal.UntilAsync("21 77\r\nme\r\n1000\r\n/bin\r\n");

        (await terminal.EndAsync()).ShouldBe((5, true));
        (await _slipway.RunAsync("exec", "web", "/nope")).ShouldRefuse(127, "/nope");
        (await _slipway.RunAsync("exec", "-it", "web", "sh")).ShouldRefuse(1, "the input device is not a TTY");
        (await _slipway.RunAsync("run", "-it", "--rm", "app:1", "sh")).ShouldRefuse(1, "the input device is not a TTY");
        (await _slipway.RunAsync("run", "-t", "--rm", "app:1", "sh", "-c", "test -t 0 && echo at a terminal; exit 6")).ShouldSatisfyAllConditions(
            answer => answer.ExitCode.ShouldBe(6), answer => answer.Output.ShouldBe("at a terminal\r\n"));
        (await _slipway.RunAsync("exec", "-d", "web", "sh", "-c", "echo made > /made")).Output.ShouldBeEmpty();
        while ((await _slipway.RunAsync("exec", "web", "cat", "/made")).Output != "made\n")
            await Task.Delay(20, Cancellation);
        (await _slipway.RunAsync("exec", "--privileged", "web", "grep", "CapBnd", "/proc/self/status")).Output.ShouldNotBe((await _slipway.RunAsync("exec", "web", "grep", "CapBnd", "/proc/self/status")).Output);
    }

    private async Task<(int ExitCode, byte[] Output, byte[] Error)> FilterAsync(byte[] input, params string[] words)
    {
        using var process = _slipway.Start(words);
        using var output = new MemoryStream();
        using var error = new MemoryStream();
        var reading = Task.WhenAll(process.StandardOutput.BaseStream.CopyToAsync(output, Cancellation), process.StandardError.BaseStream.CopyToAsync(error, Cancellation));
        await process.StandardInput.BaseStream.WriteAsync(input, Cancellation);
        process.StandardInput.Close();
        await reading;
        await process.WaitForExitAsync(Cancellation);
        return (process.ExitCode, output.ToArray(), error.ToArray());
    }

    private async Task KillAgentAsync()
    {
        using var client = new AgentClient(new SlipwayHome(_slipway.Home));
        var agent = ProcessIdentity.Find((await client.GetHealthAsync(Cancellation)).Pid)!;
        agent.Kill(Signal.Kill);
        while (agent.IsAlive)
            await Task.Delay(5, Cancellation);
    }

    private static void Send(Process process, string signal) => ProcessIdentity.Find(process.Id)!.Kill(Signal.Parse(signal));
}
