// SPDX-License-Identifier: Apache-2.0
using Slipway.Check;
using Slipway.Containers;
using Slipway.TestKit;

namespace Slipway.Fleet.Tests;

/// <summary>Claims of commands, proven in real containers of an image that the engine built around busybox.</summary>
public sealed class ContainerImageRunnerTests
{
    private const string Fleet = """
        fleet: f
        images:
          box:
            claims:
              commands:
                - { run: [/bin/busybox, sh, -c, 'echo $KIND'], prints: box }
                - { run: "id -u; pwd", prints: "7\n/work" }
                - { run: "echo out; echo err >&2; exit 3", exit: 3, contains: ut }
                - { run: [/bin/gcc, --version], exit: 127 }
                - { run: "ping -c1 -W1 192.0.2.1 || echo unreachable", contains: unreachable }
                - { run: "cat /proc/self/status", matches: "^NoNewPrivs:\\s1$" }
        """;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Commands_run_as_the_images_user_in_its_directory_without_a_network()
    {
        using var world = await CreateAsync();
        var fleet = world.Expand(Fleet);
        var verification = await VerifyAsync(world, fleet, null);
        verification.Diagnostics.Select(diagnostic => $"{diagnostic.Message} {string.Join(' ', diagnostic.Notes)}").ShouldBeEmpty();
    }

    [Fact]
    public async Task A_command_that_does_something_else_says_what_it_does()
    {
        using var world = await CreateAsync();
        var fleet = world.Expand(Fleet.Replace("prints: box", "prints: crate", StringComparison.Ordinal).Replace("exit: 3", "exit: 0", StringComparison.Ordinal));
        var proofs = (await VerifyAsync(world, fleet, null)).Targets[0].Proofs.Where(proof => !proof.Holds).ToList();
        proofs.Select(proof => $"{proof.Found} {proof.Distance}".TrimEnd()).ShouldBe(["it prints 'box'", "it ends with 3 it writes to its standard error 'err'"]);
    }

    [Fact]
    public async Task A_command_that_does_not_end_is_given_up_and_what_it_prints_is_bounded()
    {
        using var world = await CreateAsync();
        var fleet = world.Expand("fleet: f\nimages: { box: { claims: { commands: [{ run: 'sleep 100' }, { run: 'yes | head -c 100000', matches: '^y$' }] } } }");
        var proofs = (await VerifyAsync(world, fleet, new() { Patience = TimeSpan.FromSeconds(2), MaxOutputBytes = 100 })).Targets[0].Proofs.ToList();
        proofs[0].Outcome.ShouldBe(ProofOutcome.Unprovable);
        proofs[0].Found.ShouldBe("it had not ended after 2 s");
        proofs[1].Outcome.ShouldBe(ProofOutcome.Proven);
        proofs[1].Found.Length.ShouldBeLessThan(200);
    }

    [Fact]
    public async Task A_command_that_takes_too_much_memory_proves_nothing_and_one_that_makes_too_many_processes_fails()
    {
        using var world = await CreateAsync();
        var fleet = world.Expand("""
            fleet: f
            images: { box: { claims: { commands: [{ run: 'x=$(yes | head -c 60000000); echo done' }, { run: 'for i in 1 2 3 4 5 6 7 8 9; do sleep 3 & done; wait' }] } } }
            """);
        var proofs = (await VerifyAsync(world, fleet, new() { MaxMemoryBytes = 32 << 20, MaxProcesses = 6 })).Targets[0].Proofs.ToList();
        (proofs[0].Outcome, proofs[0].Found).ShouldBe((ProofOutcome.Unprovable, "it took more than the 33.6MB of memory that a command of a claim may have"));
        proofs[1].Outcome.ShouldBe(ProofOutcome.False);
        proofs[1].Distance.ShouldNotBeNull().ShouldContain("fork");
    }

    [Fact]
    public async Task A_command_for_a_foreign_machine_is_unprovable_where_nothing_emulates_it()
    {
        Needs.Root();
        Needs.Tool("runc");
        if (File.Exists("/proc/sys/fs/binfmt_misc/qemu-s390x"))
            Needs.Lack("it needs a machine that does not emulate s390x");
        using var world = new FleetWorld();
        const string fleet = "fleet: f\nimages: { box: { platforms: [linux/s390x], claims: { commands: [{ run: [/program] }] } } }\n";
        world.Write("Dockerfile", "FROM scratch\nCOPY --chmod=755 program /\n");
        // A header of ELF, 64 bits, the highest byte first, machine 22.
        var program = new byte[64];
        new byte[] { 0x7F, (byte)'E', (byte)'L', (byte)'F', 2, 2, 1 }.CopyTo(program, 0);
        (program[17], program[19], program[23]) = (2, 22, 1);
        await File.WriteAllBytesAsync(world.Write("program", ""), program, Cancellation);
        var proof = (await VerifyAsync(world, await world.BuildAsync(fleet), null)).Targets[0].Proofs.ShouldHaveSingleItem();
        proof.Outcome.ShouldBe(ProofOutcome.Unprovable);
        proof.Found.ShouldContain("linux/s390x");
        proof.Found.ShouldContain("slipway setup --emulation");
    }

    private static async Task<FleetWorld> CreateAsync()
    {
        Needs.Root();
        Needs.Tool("runc");
        var busybox = Needs.Tool("busybox");
        var world = new FleetWorld();
        world.Write("Dockerfile", "FROM scratch\nCOPY . /\nENV KIND=box PATH=/bin\nWORKDIR /work\nUSER 7\nENTRYPOINT [\"/never\"]\n");
        world.Write("slipway.yaml", Fleet);
        File.Copy(busybox, world.Write("bin/busybox", ""), overwrite: true);
        foreach (var name in (string[])["sh", "id", "pwd", "echo", "ping", "cat", "yes", "head", "sleep"])
            File.CreateSymbolicLink(Path.Combine(Path.GetDirectoryName(world.Write("bin/keep", ""))!, name), "busybox");
        await world.BuildAsync(Fleet);
        return world;
    }

    private static async Task<FleetVerification> VerifyAsync(FleetWorld world, FleetTargets fleet, ImageRunOptions? options)
    {
        var containers = await ContainerRunner.OpenAsync(world.Home, TimeProvider.System, Cancellation);
        var runner = new ContainerImageRunner(containers, new SnapshotStore(world.Home, TimeProvider.System), world.Store, options);
        return await new FleetVerifier(world.Store, new InventoryReader(world.Store, world.Home), runner).VerifyAsync(fleet, fleet.Targets, Cancellation);
    }
}
