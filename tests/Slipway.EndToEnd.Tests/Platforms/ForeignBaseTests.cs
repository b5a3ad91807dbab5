// SPDX-License-Identifier: Apache-2.0
using Slipway.TestKit;

namespace Slipway.EndToEnd.Tests;

/// <summary>Debian's base for another platform; by itself, as it takes longer than any other test and goes on beside them.</summary>
[Trait("Needs", "Network")]
public sealed class ForeignBaseTests : IAsyncLifetime
{
    private readonly InstalledProgram _program = new();

    public async ValueTask InitializeAsync()
    {
        Needs.Root();
        Needs.Tool("runc");
        Needs.Tool("gpgv");
        await Needs.DebianMirrorsAsync(TestContext.Current.CancellationToken);
    }

    public ValueTask DisposeAsync() => _program.DisposeAsync();

    [Fact]
    public async Task It_is_configured_under_an_emulator_and_refused_before_anything_is_composed_where_there_is_none()
    {
        Needs.Tool("unshare");
        await using var without = new InstalledProgram { Wrapper = ["unshare", "--mount", "sh", "-c", "mount -t tmpfs none /proc/sys/fs/binfmt_misc && exec \"$@\"", "sh"] };

        (await without.RunAsync("base", "debian:bookworm-slim", "--platform", ForeignProgram.Platform)).ShouldRefuse(
            3, $"a step for {ForeignProgram.Platform} cannot run on this machine", "run: slipway setup --emulation");
        Directory.Exists(Path.Combine(without.Home, "cache/packages")).ShouldBeFalse();

        Needs.Emulator(ForeignProgram.Emulator);
        (await _program.RunAsync("base", "debian:bookworm-slim", "--platform", ForeignProgram.Platform)).ShouldSucceed();
        (await _program.RunAsync("run", "--rm", "--platform", ForeignProgram.Platform, "debian:bookworm-slim", "sh", "-c", "uname -m; dpkg --print-architecture; dpkg --audit")).ShouldSucceed()
            .Output.ShouldBe($"{ForeignProgram.Emulator}\n{ForeignProgram.Architecture}\n");
    }
}
