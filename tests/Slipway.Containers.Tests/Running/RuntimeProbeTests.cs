// SPDX-License-Identifier: Apache-2.0
using Slipway.Native;
using Slipway.TestKit;

namespace Slipway.Containers.Tests;

public sealed class RuntimeProbeTests : IDisposable
{
    private readonly ContainerWorld _world = new();

    private static CancellationToken Cancellation => ContainerWorld.Cancellation;

    [Fact]
    public async Task The_runtime_that_works_is_found_and_remembered()
    {
        (await _world.OpenAsync()).RuntimeVersion.ShouldMatch(@"^(runc|crun) \d+\.\d+");

        File.Exists(Path.Combine(_world.Home.Run, "runtime.json")).ShouldBeTrue();
        _world.Leftovers().ShouldBeEmpty();
    }

    [Fact]
    public async Task A_runtime_that_does_not_work_is_refused_with_its_reason()
    {
        var broken = _world.Write("broken", "#!/bin/sh\nif [ \"$1\" = --version ]; then echo broken 1.0; else echo '{\"level\":\"error\",\"msg\":\"no such luck\"}' > \"$4\"; exit 1; fi\n");
        File.SetUnixFileMode(broken, UnixFileMode.UserRead | UnixFileMode.UserExecute);

        var problem = await Should.ThrowAsync<ExecutionException>(RuntimeProbe.TryAsync(broken, RuntimeEnclosure.None, _world.Home, Cancellation));

        problem.Message.ShouldContain("broken 1.0 cannot start the container");
        problem.Message.ShouldEndWith(": no such luck.");
        _world.Leftovers().ShouldBeEmpty();
    }

    [Fact]
    public async Task Crun_works_the_way_that_its_probe_finds()
    {
        var choice = await FindCrunAsync();
        await WriteAsync(choice);

        var (exit, output, _) = await _world.RunAsync(_world.Shell("echo $0 from crun; exit 9"));

        exit.ExitCode.ShouldBe(9);
        output.ShouldBe("/bin/sh from crun\n");
        (await Should.ThrowAsync<ExecutionException>(_world.RunAsync(_world.Spec("/bin/nothing")))).ExitCode.ShouldBe(127);
        var runner = await _world.OpenAsync();
        runner.RuntimeVersion.ShouldStartWith("crun");
        var container = await runner.CreateAsync(_world.Spec("/bin/sleep", "1000"), _world.Root, Cancellation);
        await container.StartAsync(Cancellation);
        (await container.ExecAsync(new() { Arguments = ["/bin/sh", "-c", "exit 4"] }, ContainerIO.None, Cancellation)).ShouldBe(4);
        (await container.StopAsync(TimeSpan.FromHours(1), Cancellation)).ExitCode.ShouldBe(137);
        await container.DeleteAsync(Cancellation);
        _world.Leftovers().ShouldBeEmpty();
    }

    [Fact]
    public async Task A_container_stays_with_the_runtime_that_made_it()
    {
        var runc = await _world.OpenAsync();
        await WriteAsync(await FindCrunAsync());
        var crun = await _world.OpenAsync();
        (runc.RuntimeVersion.Split(' ')[0], crun.RuntimeVersion.Split(' ')[0]).ShouldBe(("runc", "crun"));
        foreach (var (maker, other) in (ValueTuple<ContainerRunner, ContainerRunner>[])[(runc, crun), (crun, runc)])
        {
            var made = await maker.CreateAsync(_world.Spec("/bin/sleep", "1000"), _world.Root, Cancellation);

            var found = other.Find(made.Id).ShouldNotBeNull();

            await found.StartAsync(Cancellation);
            (await found.ExecAsync(new() { Arguments = ["/bin/sh", "-c", "exit 4"] }, ContainerIO.None, Cancellation)).ShouldBe(4);
            await found.LimitAsync(new() { Pids = 17 }, Cancellation);
            found.ReadUsage()!.Pids.ShouldBe(1);
            (await found.StopAsync(TimeSpan.FromHours(1), Cancellation)).ExitCode.ShouldBe(137);
            await found.DeleteAsync(Cancellation);
        }
        _world.Leftovers().ShouldBeEmpty();
    }

    [Fact]
    public async Task Crun_gives_nothing_of_the_hosts_to_a_containers_user_and_says_what_cannot_be_executed()
    {
        await WriteAsync(await FindCrunAsync());
        var runner = await _world.OpenAsync();
        var before = OwnerOf("/dev/null");
        var container = await runner.CreateAsync(_world.Shell("read x; test -z \"$x\"; echo $? > /dev/stderr; exec sleep 1000") with { User = "1000:1001" }, _world.Root, Cancellation);
        await using var said = Fifo.OpenRead(container.Folder.Error);

        await container.StartAsync(Cancellation);

        using var reader = new StreamReader(said);
        (await reader.ReadLineAsync(Cancellation)).ShouldBe("0");
        await using (var program = await container.StartProgramAsync(new() { Arguments = ["/bin/true"] }, Cancellation))
            (await program.WaitAsync(Cancellation)).ShouldBe(0);
        OwnerOf("/dev/null").ShouldBe(before);
        await container.DeleteAsync(Cancellation);
        foreach (var program in (string[])["/bin", "/etc/passwd"])
            (await Should.ThrowAsync<ExecutionException>(runner.CreateAsync(_world.Spec(program), _world.Root, Cancellation))).ExitCode.ShouldBe(126);

        static (uint, uint) OwnerOf(string path) => LinuxFile.GetStatus(path) is var status ? (status.UserId, status.GroupId) : default;
    }

    [Fact]
    public async Task A_filter_that_was_translated_once_is_handed_over_and_filters_the_same()
    {
        await WriteAsync(await FindCrunAsync());
        var runner = await _world.OpenAsync();
        // Nobody else here has these capabilities, so nobody else has had this profile translated.
        var spec = _world.Spec("/bin/sleep", "1000") with { Capabilities = CapabilitySet.None.With(["CAP_SYS_PTRACE", "CAP_CHOWN"]) };
        var programs = new List<byte[]>();
        foreach (var (count, handed) in (ValueTuple<int, bool>[])[(1, false), (2, true), (3, true)])
        {
            var container = await runner.CreateAsync(spec with { Id = $"filtered{count}" }, _world.Root, Cancellation);
            File.ReadAllText(container.Folder.Config).Contains(SeccompPrograms.Annotation, StringComparison.Ordinal).ShouldBe(handed);
            programs.Add(await File.ReadAllBytesAsync(Path.Combine(_world.Home.Run, "runtime", container.Id, "seccomp.bpf"), Cancellation));
            await container.StartAsync(Cancellation);
            using var output = new MemoryStream();
            await container.ExecAsync(new() { Arguments = ["/bin/sh", "-c", "grep ^Seccomp: /proc/1/status /proc/self/status; unshare -U true 2>&1"] }, new() { Output = output, Error = output }, Cancellation);
            System.Text.Encoding.UTF8.GetString(output.ToArray()).ShouldBe("/proc/1/status:Seccomp:\t2\n/proc/self/status:Seccomp:\t2\nunshare: unshare(0x10000000): Operation not permitted\n");
            await container.DeleteAsync(Cancellation);
        }
        programs[0].Length.ShouldBeGreaterThan(1000);
        programs[1].ShouldBe(programs[0]);
        programs[2].ShouldBe(programs[0]);
    }

    public void Dispose() => _world.Dispose();

    // As it is, or on hosts with version 1 control groups in a mount namespace of its own.
    private async Task<RuntimeChoice> FindCrunAsync()
    {
        var path = Needs.Tool("crun");
        try
        {
            return await RuntimeProbe.TryAsync(path, RuntimeEnclosure.None, _world.Home, Cancellation);
        }
        catch (ExecutionException problem)
        {
            problem.Message.ShouldContain("hybrid");
            return await RuntimeProbe.TryAsync(path, RuntimeEnclosure.WithoutUnifiedCgroup, _world.Home, Cancellation);
        }
    }

    private async Task WriteAsync(RuntimeChoice choice)
    {
        Directory.CreateDirectory(_world.Home.Run);
        await File.WriteAllBytesAsync(
            RuntimeProbe.MemoryOf(_world.Home),
            System.Text.Json.JsonSerializer.SerializeToUtf8Bytes(choice, ContainersJson.Default.RuntimeChoice), Cancellation);
    }
}
