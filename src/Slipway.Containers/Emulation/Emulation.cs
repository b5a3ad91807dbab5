// SPDX-License-Identifier: Apache-2.0
using Slipway.Native;
using Slipway.Oci;

namespace Slipway.Containers;

/// <summary>
/// Whether programs of a platform run on a machine: its own do, those of its 32-bit forebear where processor and kernel still know them, and others where the
/// kernel has an emulator for them that containers find (binfmt_misc, flag F).
/// </summary>
public sealed class Emulation
{
    /// <summary>That of this machine.</summary>
    public static Emulation OfThisMachine { get; } = new();

    /// <summary>What the machine is. The default is this one.</summary>
    public Platform Machine { get; init; } = Platform.Host;

    /// <summary>Where the kernel's list of emulators is mounted. The default is <c>/proc/sys/fs/binfmt_misc</c>.</summary>
    public string Folder { get => Registered.Folder; init => Registered = new(value); }

    /// <summary>What is registered with its kernel.</summary>
    internal RegisteredFormats Registered { get; private init; } = new(RegisteredFormats.DefaultFolder);

    /// <summary>Whether 32-bit programs of the machine's own family run.</summary>
    internal Func<bool> Runs32Bit { get; init; } = static () => ExecutionDomain.Runs32Bit;

    /// <summary>The command that mends what is missing.</summary>
    internal static string SetupCommand => UserNamespace.IsRootOfMachine ? "slipway setup --emulation" : "sudo slipway setup --emulation";

    /// <summary>What keeps programs of a platform from running; null where they run.</summary>
    public EmulationObstacle? Find(Platform platform)
    {
        ArgumentNullException.ThrowIfNull(platform);
        if (IsNative(platform))
            return null;
        if (platform.Os != Machine.Os)
            return new(platform, Machine, $"no {Machine.Os} runs programs of {platform.Os}", null);
        if (ProgramFormat.Of(platform) is not { } format)
            return new(platform, Machine, $"no emulator for {platform.Architecture} is known", "build on a machine of that platform, or do what the step does on $BUILDPLATFORM");
        return FindReason(platform, format) is { } reason ? new(platform, Machine, reason, $"run: {SetupCommand}") : null;
    }

    /// <summary>Whether programs of a platform run without an emulator.</summary>
    public bool IsNative(Platform platform)
    {
        ArgumentNullException.ThrowIfNull(platform);
        return platform.Os == Machine.Os
            && (platform.Architecture == Machine.Architecture || ((platform.Architecture, Machine.Architecture) is ("386", "amd64") or ("arm", "arm64") && Runs32Bit()));
    }

    /// <summary>The platform that a program was made for, without a variant, by the first 64 bytes of its file; null where it is no program of a known one.</summary>
    public static Platform? PlatformOf(ReadOnlySpan<byte> header) => ProgramFormat.Read(header)?.FindPlatform();

    /// <summary>Makes sure that programs of a platform run.</summary>
    /// <exception cref="ExecutionException">They don't; the message says why, and what mends it.</exception>
    public void Require(Platform platform)
    {
        if (Find(platform) is not { } obstacle)
            return;
        var text = obstacle.ToString();
        throw new ExecutionException($"{char.ToUpperInvariant(text[0])}{text[1..]}.{(obstacle.Help is { } help ? $" To mend it, {help}" : "")}") { Program = "binfmt_misc" };
    }

    /// <summary>What is registered for a format, the best first.</summary>
    internal IReadOnlyList<RegisteredFormat> FindRegistered(ProgramFormat format) =>
        [.. Registered.Read().Where(entry => entry.Matches(format)).OrderByDescending(static entry => entry.IsEnabled).ThenByDescending(static entry => entry.IsFixed)];

    private string? FindReason(Platform platform, ProgramFormat format)
    {
        if (!Registered.IsMounted)
            return $"no emulator for {platform.Architecture} is registered with its kernel, whose list of them (binfmt_misc) is not even mounted";
        if (FindRegistered(format) is not [var best, ..])
            return $"no emulator for {platform.Architecture} is registered with its kernel";
        if (!best.IsEnabled)
            return $"its emulator for {platform.Architecture}, '{best.Name}', is disabled";
        if (!best.IsFixed)
            return $"its emulator for {platform.Architecture}, '{best.Name}', was registered without the flag F, so that no container finds it";
        return Registered.IsEnabled ? null : "its list of emulators (binfmt_misc) is disabled";
    }
}
