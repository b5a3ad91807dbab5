// SPDX-License-Identifier: Apache-2.0
using System.Text;
using Slipway.TestKit;

namespace Slipway.Native.Tests;

public sealed class CommandTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Arguments_arrive_as_they_are()
    {
        string[] arguments = ["%s\\n", "a b", "$HOME", ";ls", "'\"", "", "é\n"];

        var result = await new Command("/usr/bin/printf", arguments).RunAsync(Cancellation);

        result.EnsureSuccess().OutputText.ShouldBe("a b\n$HOME\n;ls\n'\"\n\né");
    }

    [Fact]
    public async Task The_environment_is_what_was_given_and_nothing_else()
    {
        var command = new Command("env", []) { Environment = new Dictionary<string, string> { ["ONE"] = "1", ["TWO"] = "a=b" } };

        (await command.RunAsync(Cancellation)).OutputText.Split('\n').ShouldBe(["ONE=1", "TWO=a=b"], ignoreOrder: true);
    }

    [Fact]
    public async Task Folders_can_be_empty_for_the_program_alone()
    {
        Needs.Root();
        using var folder = new TempFolder();
        folder.Write("hidden/file", "here");
        var command = new Command("sh", ["-c", "ls -A hidden; echo lost > hidden/lost"]) { WorkingDirectory = folder.Path, EmptyFolders = [folder["hidden"]] };

        (await command.RunAsync(Cancellation)).EnsureSuccess().OutputText.ShouldBeEmpty();

        Directory.GetFiles(folder["hidden"]).ShouldBe([folder["hidden/file"]]);
        MountTable.Below(folder.Path).ShouldBeEmpty();
        (await Should.ThrowAsync<ExecutionException>((command with { EmptyFolders = [folder["nowhere"]] }).RunAsync(Cancellation))).Message.ShouldContain("nowhere");
    }

    [Fact]
    public async Task Files_can_take_the_place_of_streams_for_the_program_alone()
    {
        using var folder = new TempFolder();
        var input = folder.Write("input", "what it reads");
        var (output, error) = (folder.Write("output", ""), folder.Write("error", ""));
        var command = new Command("sh", ["-c", "cat; echo wrong >&2; ls -l /proc/self/fd | grep -cF \"$1\"; exit 3", "sh", folder.Path]) { Files = new(input, output, error) };

        (await command.RunAsync(Cancellation)).ShouldSatisfyAllConditions(static ended => ended.ExitCode.ShouldBe(3), static ended => ended.OutputText.ShouldBeEmpty());

        File.ReadAllText(output).ShouldBe("what it reads2\n", "its input and its errors, and none of them twice");
        File.ReadAllText(error).ShouldBe("wrong\n");
        (await Should.ThrowAsync<ExecutionException>((command with { Files = new(folder["nowhere"], output, error) }).RunAsync(Cancellation))).Message.ShouldContain("nowhere");
    }

    [Fact]
    public async Task A_program_with_files_ignores_no_signal_and_ends_when_it_is_cancelled()
    {
        using var folder = new TempFolder();
        var (output, error) = (folder.Write("output", ""), folder.Write("error", ""));
        using var ending = new CancellationTokenSource();
        var running = new Command("sh", ["-c", "grep -E '^Sig(Ign|Blk)' /proc/self/status; sleep 600 & wait"]) { Files = new("/dev/null", output, error), WorkingDirectory = folder.Path }.RunAsync(ending.Token);
        while (File.ReadAllText(output).Split('\n').Length < 3)
            await Task.Delay(10, Cancellation);

        await ending.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(running);
        File.ReadAllText(output).ShouldBe("SigBlk:\t0000000000000000\nSigIgn:\t0000000000000000\n");
        Directory.GetDirectories("/proc").Where(static path => Path.Exists($"{path}/cwd")).Select(static path => new FileInfo($"{path}/cwd").LinkTarget).ShouldNotContain(folder.Path);
    }

    [Fact]
    public async Task An_input_of_nothing_is_at_its_end_at_once()
    {
        using var folder = new TempFolder();
        var (output, error) = (folder.Write("output", ""), folder.Write("error", ""));

        (await new Command("sh", ["-c", "readlink /proc/self/fd/0 | cut -c1-5; cat; echo read"]) { Files = new(null, output, error) }.RunAsync(Cancellation)).EnsureSuccess();

        File.ReadAllText(output).ShouldBe("pipe:\nread\n");
    }

    [Fact]
    public async Task A_program_inherits_no_file_that_is_open_here()
    {
        using var folder = new TempFolder();
        var path = folder.Write("secret", "secret");
        using var root = RootedDirectory.Open(folder.Path);
        using var file = root.OpenRead("secret", FinalLink.Keep);
        using var known = root.OpenKnown("secret");
        using var created = root.CreateFile("new", 0x180);
        using var below = root.OpenRoot(".");
        using var held = await FileLock.AcquireAsync(folder["lock"], FileLockMode.Exclusive, Cancellation);
        LinuxFile.CreateFifo(folder["fifo"], 0x180);
        using var fifo = Fifo.OpenRead(folder["fifo"]);
        using var stream = File.OpenRead(path);

        var result = await new Command("sh", ["-c", "ls -l /proc/self/fd"]).RunAsync(Cancellation);

        result.EnsureSuccess().OutputText.ShouldNotContain(folder.Path);
    }

    [Fact]
    public async Task The_exit_code_and_the_errors_are_in_the_exception()
    {
        var result = await new Command("sh", ["-c", "echo out; echo why >&2; exit 7"]).RunAsync(Cancellation);

        var problem = Should.Throw<ExecutionException>(result.EnsureSuccess);

        problem.ExitCode.ShouldBe(7);
        problem.Message.ShouldBe("'sh' ended with exit code 7: why");
    }

    [Fact]
    public async Task A_missing_program_names_its_package()
    {
        var problem = await Should.ThrowAsync<ExecutionException>(new Command("no-such-program", []) { Package = "its-package" }.RunAsync(Cancellation));

        problem.Message.ShouldBe("'no-such-program' is not installed on this machine. Install it: apt-get install its-package");
    }

    [Fact]
    public async Task Input_and_output_are_streams_of_any_size()
    {
        var data = new byte[3_000_000];
        new Random(42).NextBytes(data);
        var output = new MemoryStream();

        var result = await new Command("cat", []) { Input = new MemoryStream(data), Output = output }.RunAsync(Cancellation);

        result.ExitCode.ShouldBe(0);
        output.ToArray().ShouldBe(data);
    }

    [Fact]
    public async Task Of_a_long_output_the_end_is_captured()
    {
        var result = await new Command("sh", ["-c", "for i in $(seq 1 5000); do echo $i; done"]) { MaxCapturedBytes = 10 }.RunAsync(Cancellation);

        Encoding.UTF8.GetString(result.Output.Span).ShouldBe("4999\n5000\n");
    }

    [Fact]
    public async Task A_program_without_input_reads_an_empty_one() =>
        (await new Command("wc", ["-c"]).RunAsync(Cancellation)).OutputText.Trim().ShouldBe("0");

    [Fact]
    public async Task A_program_that_does_not_read_its_input_still_succeeds() =>
        (await new Command("true", []) { Input = new MemoryStream(new byte[1_000_000]) }.RunAsync(Cancellation)).ExitCode.ShouldBe(0);

    [Fact]
    public async Task Cancellation_kills_the_program_and_its_descendants()
    {
        using var cancellation = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        var started = new FirstLine();
        var run = new Command("sh", ["-c", "sleep 1000 & echo $!; wait"]) { Output = started }.RunAsync(cancellation.Token);
        var grandchild = ProcessIdentity.Find(int.Parse(await started.Text.WaitAsync(Cancellation))).ShouldNotBeNull();

        await cancellation.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(run);
        using var handle = ProcessHandle.TryOpen(grandchild);
        if (handle is not null)
            await handle.WaitForExitAsync(Cancellation);
        grandchild.IsAlive.ShouldBeFalse();
    }

    [Theory]
    [InlineData("(setsid sleep 1000 & echo $!)", false)]
    [InlineData("(setsid sleep 1000 & echo $!); sleep 1000", true)]
    public async Task Who_got_away_and_keeps_the_pipes_open_is_not_waited_for(string script, bool isCancelled)
    {
        using var cancellation = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        var started = new FirstLine();
        var run = new Command("sh", ["-c", script]) { Output = started }.RunAsync(cancellation.Token);
        var away = ProcessIdentity.Find(int.Parse(await started.Text.WaitAsync(Cancellation))).ShouldNotBeNull();
        try
        {
            if (isCancelled)
                await cancellation.CancelAsync();

            await Task.WhenAny(run);

            run.IsCanceled.ShouldBe(isCancelled);
            away.IsAlive.ShouldBeTrue();
        }
        finally
        {
            away.Kill(Signal.Kill);
        }
    }

    [Fact]
    public async Task A_sink_that_throws_ends_the_run()
    {
        var closed = new MemoryStream();
        closed.Dispose();

        await Should.ThrowAsync<ObjectDisposedException>(new Command("sh", ["-c", "echo x; sleep 1000"]) { Output = closed }.RunAsync(Cancellation));
    }

    [Fact]
    public async Task A_sink_that_takes_no_more_ends_the_run_though_standard_error_stays_open()
    {
        (await Should.ThrowAsync<IOException>(new Command("sh", ["-c", "yes"]) { Output = new Full() }.RunAsync(Cancellation))).Message.ShouldBe("full");
    }

    private sealed class Full : MemoryStream
    {
        public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            await Task.Yield();
            throw new IOException("full");
        }

        public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
            WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();
    }

    private sealed class FirstLine : MemoryStream
    {
        private readonly TaskCompletionSource<string> _text = new();

        public Task<string> Text => _text.Task;

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            _text.TrySetResult(Encoding.UTF8.GetString(buffer.Span).Trim());
            return ValueTask.CompletedTask;
        }

        public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
            WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();
    }
}
