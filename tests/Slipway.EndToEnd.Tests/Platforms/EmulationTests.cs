// SPDX-License-Identifier: Apache-2.0
using System.Text.Json;
using Slipway.Native;
using Slipway.TestKit;

namespace Slipway.EndToEnd.Tests;

/// <summary>
/// Programs of another platform where the kernel knows no emulator, and where it does. What is registered on this machine stays as it is: each test looks at a
/// list of its own, an empty folder in its own mount namespace or the list that a user namespace may have for itself.
/// </summary>
public sealed class EmulationTests : IAsyncLifetime
{
    private const string List = "/proc/sys/fs/binfmt_misc";
    private readonly InstalledProgram _program = new();

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => _program.DisposeAsync();

    [Fact]
    public async Task Without_an_emulator_a_build_ends_before_anything_runs_with_the_step_the_reason_and_the_command()
    {
        Hide();
        WriteContext();

        var built = await _program.RunAsync("build", "--platform", $"local,{ForeignProgram.Platform}", "-t", "app:1", "context");

        built.ExitCode.ShouldNotBe(0);
        built.Error.ShouldContain($"Dockerfile:4:1: error: a step for {ForeignProgram.Platform} cannot run on this machine, which is ", Case.Sensitive);
        built.Error.ShouldContain("4 | RUN [\"/tool\"]", Case.Sensitive);
        built.Error.ShouldContain($"no emulator for {ForeignProgram.Architecture} is registered with its kernel");
        built.Error.ShouldContain("help: run: slipway setup --emulation", Case.Sensitive);
        // The step before it, which any machine can do, was not done either.
        built.Error.ShouldNotContain("DONE");
        (await _program.RunAsync("images", "--quiet")).Output.ShouldBeEmpty();
    }

    [Fact]
    public async Task Steps_that_run_nothing_foreign_need_no_emulator()
    {
        Hide();
        WriteContext("FROM scratch\nCOPY tool /tool\nCMD [\"/tool\"]\n");

        (await _program.RunAsync("build", "--platform", ForeignProgram.Platform, "-t", "app:1", "context")).ShouldSucceed();
        var ran = await _program.RunAsync("run", "--rm", "app:1");
        var ranForeign = await _program.RunAsync("run", "--rm", "--platform", ForeignProgram.Platform, "app:1");

        (ran.ExitCode, ranForeign.ExitCode).ShouldBe((3, 3));
        ranForeign.Error.ShouldContain($"Programs for {ForeignProgram.Platform} don't run on this machine, which is ");
        ranForeign.Error.ShouldContain("To mend it, run: slipway setup --emulation", Case.Sensitive);
    }

    [Fact]
    public async Task The_check_says_what_is_missing_and_an_ordinary_user_is_told_whom_to_ask()
    {
        await using var user = await TestUser.CreateWithoutRangeAsync();
        string[] hide = ["unshare", "--mount", "sh", "-c", $"mount -t tmpfs none {List} && exec \"$@\"", "sh"];
        var program = InstalledProgram.Executable;

        var check = await ExecuteAsync([.. hide, .. user.As([program, "setup", "--emulation", "--check", "--platform", ForeignProgram.Platform, "--format", "json"])]);
        var setup = await ExecuteAsync([.. hide, .. user.As([program, "setup", "--emulation"])]);

        check.ExitCode.ShouldBe(1);
        using var states = JsonDocument.Parse(check.OutputText);
        states.RootElement[0].GetProperty("platform").GetString().ShouldBe(ForeignProgram.Platform);
        states.RootElement[0].GetProperty("state").GetString().ShouldBe("missing");
        setup.ExitCode.ShouldBe(3);
        setup.ErrorText.ShouldContain("Only root can change which emulators the kernel knows. Run: sudo slipway setup --emulation");
    }

    // The kernel itself, which since 6.7 has a list for each user namespace that mounts one.
    [Fact]
    public async Task Set_up_it_runs_them_again_it_changes_nothing_and_what_is_of_no_use_is_replaced()
    {
        Needs.Root();
        Needs.Tool($"qemu-{ForeignProgram.Emulator}-static");
        var (program, tool, name) = (InstalledProgram.Executable, _program.Folder["tool"], $"qemu-{ForeignProgram.Emulator}");
        ForeignProgram.Write(tool, 42);
        var setup = $"{program} setup --emulation --platform {ForeignProgram.Platform}";
        var script = $"""
            mount -t binfmt_misc none {List} || exit 99
            {tool} 2>/dev/null; echo "before $?"
            {setup} 2>&1 >/dev/null; echo "setup $?"
            {tool}; echo "after $?"
            {setup} 2>&1 >/dev/null; echo "again $?"
            echo 0 > {List}/{name}; {setup} 2>&1 >/dev/null; echo "disabled $?"
            magic=$(sed -n 's/^magic //p' {List}/{name} | sed 's/../\\x&/g') mask=$(sed -n 's/^mask //p' {List}/{name} | sed 's/../\\x&/g')
            echo -1 > {List}/{name}; printf '%s' ":{name}:M::$magic:$mask:/usr/bin/{name}-static:" > {List}/register
            {setup} 2>&1 >/dev/null; echo "unfound $?"
            {tool}; echo "last $?"
            {program} setup --emulation --remove --platform {ForeignProgram.Platform} 2>&1 >/dev/null; echo "removed $?"
            {tool} 2>/dev/null; echo "then $?"
            """;

        var ran = await ExecuteAsync(["unshare", "--user", "--map-root-user", "--mount", "sh", "-c", script]);

        if (ran.ExitCode == 99 || ran.ErrorText.Contains("unshare failed", StringComparison.Ordinal))
            Needs.Lack($"it needs a kernel that lets user namespaces have their own binfmt_misc ({ran.ErrorText.Trim()})");
        ran.OutputText.Split('\n', StringSplitOptions.RemoveEmptyEntries).ShouldBe(
        [
            "before 126",
            $"registered /usr/bin/{name}-static for {ForeignProgram.Platform}", "setup 0", "after 42",
            "again 0",
            $"enabled '{name}' for {ForeignProgram.Platform}", "disabled 0",
            $"removed '{name}', which no container could find: it was registered without the flag F", $"registered /usr/bin/{name}-static for {ForeignProgram.Platform}", "unfound 0",
            "last 42",
            $"removed '{name}'", "removed 0", "then 126",
        ]);
    }

    // A user's own emulators, in a namespace of his own, from the refusal to the foreign step that runs: nothing of it needs the machine's root.
    [Fact]
    public async Task A_build_that_was_refused_runs_its_foreign_step_after_the_setup()
    {
        await using var user = await TestUser.CreateAsync();
        Needs.Tool($"qemu-{ForeignProgram.Emulator}-static");
        var program = InstalledProgram.Executable;
        var context = user.WriteContext(("Dockerfile", "FROM scratch\nCOPY tool /tool\nRUN [\"/tool\"]\n"));
        ForeignProgram.Write($"{context}/tool", 0);
        var build = $"{program} build --platform {ForeignProgram.Platform} -t app:1 {context} 2>&1 | grep -E '^(#[0-9]+ (DONE|ERROR)|help)'";
        var script = $"""
            mount -t binfmt_misc none {List} || exit 99
            export SLIPWAY_HOME={user.Home}/home
            {build}
            {program} setup --emulation --platform {ForeignProgram.Platform} >/dev/null 2>&1; echo "setup $?"
            {build}
            {program} run --rm --platform {ForeignProgram.Platform} app:1 /tool; echo "ran $?"
            """;

        var ran = await user.ExecuteAsync("unshare", "--user", "--map-root-user", "--map-auto", "--mount", "--propagation", "slave", "sh", "-c", script);

        if (ran.ExitCode == 99)
            Needs.Lack($"it needs a kernel that lets user namespaces have their own binfmt_misc ({ran.Error.Trim()})");
        var lines = ran.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        lines[0].ShouldContain("ERROR: a step for", Case.Sensitive, ran.Output + ran.Error);
        lines[1].ShouldBe("help: run: sudo slipway setup --emulation");
        lines[2].ShouldBe("setup 0");
        lines.ShouldContain("ran 0");
        lines.Skip(3).ShouldNotContain(static line => line.Contains("ERROR", StringComparison.Ordinal));
    }

    private void Hide()
    {
        Needs.Root();
        _program.Wrapper = ["unshare", "--mount", "sh", "-c", $"mount -t tmpfs none {List} && exec \"$@\"", "sh"];
    }

    private void WriteContext(string? dockerfile = null)
    {
        _program.Folder.Write("context/Dockerfile", dockerfile ?? "FROM scratch\nCOPY tool /tool\nWORKDIR /w\nRUN [\"/tool\"]\n");
        ForeignProgram.Write(_program.Folder["context/tool"], 3);
    }

    private static Task<CommandResult> ExecuteAsync(string[] command) =>
        new Command(command[0], command[1..]).RunAsync(TestContext.Current.CancellationToken);
}
