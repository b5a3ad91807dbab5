// SPDX-License-Identifier: Apache-2.0
using Slipway.Oci;

namespace Slipway.Packages;

/// <summary>Debian's words for platforms.</summary>
internal static class DebianArchitecture
{
    /// <summary>Debian's architecture for a platform.</summary>
    /// <exception cref="BaseImageException">Debian has none for it.</exception>
    public static string Of(Platform platform) => (platform.Os, platform.Architecture, platform.Variant) switch
    {
        ("linux", "amd64", _) => "amd64",
        ("linux", "arm64", _) => "arm64",
        ("linux", "arm", null or "v7") => "armhf",
        ("linux", "arm", "v5" or "v6") => "armel",
        ("linux", "386", _) => "i386",
        ("linux", "ppc64le", _) => "ppc64el",
        ("linux", "s390x", _) => "s390x",
        ("linux", "riscv64", _) => "riscv64",
        _ => throw new BaseImageException($"Debian has no packages for {platform}."),
    };

    /// <summary>Whether this machine runs programs of a platform, by itself or through an emulator that the kernel knows (binfmt_misc, with flag F).</summary>
    public static bool Runs(Platform platform)
    {
        if (platform.Satisfies(Platform.Host) || (platform.Architecture, Platform.Host.Architecture) is ("386", "amd64"))
            return true;
        var machine = platform.Architecture switch { "arm64" => "aarch64", "amd64" => "x86_64", "386" => "i386", var other => other };
        var handler = $"/proc/sys/fs/binfmt_misc/qemu-{machine}";
        return File.Exists(handler)
            && File.ReadLines(handler).Any(static line => line.StartsWith("flags:", StringComparison.Ordinal) && line.Contains('F', StringComparison.Ordinal));
    }
}
