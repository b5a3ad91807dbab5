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
}
