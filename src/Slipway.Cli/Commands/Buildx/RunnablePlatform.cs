// SPDX-License-Identifier: Apache-2.0
using Slipway.Containers;
using Slipway.Oci;

namespace Slipway.Cli.Commands.Buildx;

/// <summary>A platform whose RUN steps this machine can execute, and how.</summary>
/// <param name="Platform">The platform.</param>
/// <param name="Kind">Without help, or under an emulator.</param>
internal sealed record RunnablePlatform(Platform Platform, EmulationKind Kind)
{
    /// <summary>Those of this machine as it is now, its own first.</summary>
    public static IReadOnlyList<RunnablePlatform> OfThisMachine()
    {
        var machine = Emulation.OfThisMachine;
        return
        [
            .. EmulationSetup.Platforms.Append(Platform.Host).DistinctBy(static platform => platform.ToString())
                .Where(platform => machine.Find(platform) is null)
                .Select(platform => new RunnablePlatform(platform, machine.IsNative(platform) ? EmulationKind.Native : EmulationKind.Emulated))
                .OrderBy(static one => one.Platform != Platform.Host).ThenBy(static one => one.Kind),
        ];
    }

    /// <summary>As lists show it: <c>linux/arm64 (emulated)</c>.</summary>
    public override string ToString() => Kind == EmulationKind.Emulated ? $"{Platform} (emulated)" : Platform.ToString();
}
