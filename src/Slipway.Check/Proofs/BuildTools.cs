// SPDX-License-Identifier: Apache-2.0
using System.Text.RegularExpressions;

namespace Slipway.Check;

/// <summary>Packages and programs that compile and link: what a finished image rarely needs, and what claims of absence most often name.</summary>
internal static partial class BuildTools
{
    /// <summary>Names of packages that are known to mean something even where no image of a fleet has them.</summary>
    internal static IReadOnlySet<string> Names { get; } = new HashSet<string>(StringComparer.Ordinal)
    {
        "autoconf", "automake", "binutils", "bison", "build-base", "build-essential", "cargo", "clang", "cmake", "cpp", "dpkg-dev", "flex", "g++", "gcc", "gdb",
        "gfortran", "git", "golang", "golang-go", "libc6-dev", "libtool", "linux-headers", "linux-libc-dev", "lld", "llvm", "m4", "make", "meson", "mono-devel",
        "musl-dev", "nasm", "ninja-build", "node-gyp", "npm", "perl", "pip", "pkg-config", "pkgconf", "pnpm", "python3-dev", "python3-pip", "python3-venv", "rustc",
        "subversion", "yarn",
    };

    /// <summary>Whether a package of a system compiles, links, or is there for that alone. Libraries of other languages are not judged.</summary>
    internal static bool IsTool(InstalledPackage package) => package.Ecosystem is Ecosystem.Deb or Ecosystem.Apk && PackageNames().IsMatch(package.Name);

    /// <summary>Whether a program, by its file's name, compiles or links.</summary>
    internal static bool IsProgram(string name) => ProgramNames().IsMatch(name);

    [GeneratedRegex(
        @"\A(?:(?:gcc|g\+\+|gfortran|cpp|clang|llvm|lld|rustc|cargo|golang|gdc|gnat)(?:-[0-9][0-9.]*)?|golang-go|golang-[0-9.]+-go|go|build-essential|build-base|dpkg-dev|alpine-sdk|binutils|make|cmake|"
        + @"meson|ninja|ninja-build|samurai|autoconf|automake|libtool|bison|flex|m4|nasm|yasm|tcc|rust|ghc|mono-devel|libc6-dev|libc-dev|musl-dev|linux-libc-dev|linux-headers|"
        + @"libgcc-[0-9]+-dev|libstdc\+\+-[0-9]+-dev|libstdc\+\+-dev|openjdk-?[0-9]+-jdk(?:-headless)?|python3-dev|python3\.[0-9]+-dev)\z",
        RegexOptions.CultureInvariant)]
    private static partial Regex PackageNames();

    [GeneratedRegex(
        @"\A(?:[a-z0-9_]+-(?:[a-z0-9_]+-)*)?(?:gcc|g\+\+|c\+\+|cc|cpp|gfortran|clang|clang\+\+|ld|ld\.bfd|ld\.gold|ld\.lld|lld|as|tcc|nasm|yasm)(?:-[0-9][0-9.]*)?\z"
        + @"|\A(?:c89|c99|make|gmake|cmake|ninja|meson|autoconf|automake|bison|flex|m4|rustc|cargo|go|ghc|javac|dotnet-sdk)\z",
        RegexOptions.CultureInvariant)]
    private static partial Regex ProgramNames();
}
