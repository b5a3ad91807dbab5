// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Check;

/// <summary>Packages that compile and link: what a finished image rarely needs, and what claims of absence most often name.</summary>
internal static class BuildTools
{
    /// <summary>Their names in the ecosystems that are read.</summary>
    internal static IReadOnlySet<string> Names { get; } = new HashSet<string>(StringComparer.Ordinal)
    {
        "autoconf", "automake", "binutils", "bison", "build-essential", "cargo", "clang", "cmake", "cpp", "dpkg-dev", "flex", "g++", "gcc", "gdb", "gfortran",
        "git", "golang", "golang-go", "libc6-dev", "libtool", "linux-libc-dev", "lld", "llvm", "m4", "make", "meson", "mono-devel", "musl-dev", "nasm", "ninja-build",
        "node-gyp", "npm", "perl", "pip", "pkg-config", "pkgconf", "pnpm", "python3-dev", "python3-pip", "python3-venv", "rustc", "subversion", "yarn",
    };
}
