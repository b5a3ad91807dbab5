// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using System.Text.Json.Serialization;

namespace Slipway.Oci;

/// <summary>
/// What an image runs on, <c>os/architecture[/variant]</c>, in Go's words (image-spec, image-index.md). Spellings that people and tools
/// use (<c>x86_64</c>, <c>aarch64</c>, <c>armhf</c>) are normalised on parsing as containerd does.
/// </summary>
public sealed record Platform
{
    /// <summary>The architecture: <c>amd64</c>, <c>arm64</c>, <c>arm</c>, …</summary>
    [JsonPropertyName("architecture")]
    public required string Architecture { get; init; }

    /// <summary>The operating system: <c>linux</c>.</summary>
    [JsonPropertyName("os")]
    public required string Os { get; init; }

    /// <summary>The version of the operating system, or null.</summary>
    [JsonPropertyName("os.version")]
    public string? OsVersion { get; init; }

    /// <summary>The variant of the architecture, <c>v7</c> of arm for one, or null.</summary>
    [JsonPropertyName("variant")]
    public string? Variant { get; init; }

    /// <summary>Linux on x86-64.</summary>
    public static Platform LinuxAmd64 { get; } = new() { Os = "linux", Architecture = "amd64" };

    /// <summary>Linux on 64-bit ARM.</summary>
    public static Platform LinuxArm64 { get; } = new() { Os = "linux", Architecture = "arm64" };

    /// <summary>The platform of this machine.</summary>
    public static Platform Host { get; } = Normalise("linux", RuntimeInformation.OSArchitecture switch
    {
        System.Runtime.InteropServices.Architecture.X64 => "amd64",
        System.Runtime.InteropServices.Architecture.X86 => "386",
        System.Runtime.InteropServices.Architecture.Arm => "arm",
        var other => other.ToString().ToLowerInvariant(),
    }, null);

    /// <summary>Reads <c>os/architecture[/variant]</c>, <c>architecture</c> alone, or <c>local</c>, in upper case or lower.</summary>
    /// <exception cref="FormatException">The text is none of these, or names a system or an architecture that nobody has.</exception>
    public static Platform Parse(string text) => TryParse(text, out var platform)
        ? platform
        : throw new FormatException($"'{text}' is not a platform; expected os/architecture[/variant] of those that there are, such as 'linux/amd64' or 'linux/arm/v7'.");

    /// <summary>
    /// Reads <c>os/architecture[/variant]</c>, <c>architecture</c> alone, or <c>local</c>, in upper case or lower; false when the text is none of these, or names
    /// a system or an architecture that nobody has.
    /// </summary>
    public static bool TryParse([NotNullWhen(true)] string? text, [NotNullWhen(true)] out Platform? platform)
    {
        platform = null;
        if (string.IsNullOrEmpty(text) || text.AsSpan().ContainsAnyExcept(Words))
            return false;
        if (text.Equals("local", StringComparison.OrdinalIgnoreCase))
        {
            platform = Host;
            return true;
        }
        var parts = text.Split('/');
        if (parts.Any(static part => part.Length == 0))
            return false;
        platform = parts switch
        {
            [var architecture] when IsArchitecture(architecture) => Normalise("linux", architecture, null),
            [var os] when IsSystem(os) => Normalise(os, Host.Architecture, Host.Variant),
            [var os, var architecture] when IsSystem(os) && IsArchitecture(architecture) => Normalise(os, architecture, null),
            [var os, var architecture, var variant] when IsSystem(os) && IsArchitecture(architecture) => Normalise(os, architecture, variant),
            _ => null,
        };
        return platform is not null;
    }

    /// <summary>Whether this is <c>unknown/unknown</c>, which builders write where an index names no image but an attestation of one.</summary>
    [JsonIgnore]
    public bool IsUnknown => Os == Unknown || Architecture == Unknown;

    /// <summary>Whether an image of this platform runs where <paramref name="wanted"/> is asked for: same system, architecture and variant.</summary>
    public bool Satisfies(Platform wanted) => Os == wanted.Os && Architecture == wanted.Architecture && EffectiveVariant == wanted.EffectiveVariant;

    /// <summary>
    /// The platforms whose images run where this one is asked for, the best first: this one, and the lower variants of arm and amd64, as containerd picks them
    /// (platforms/compare.go).
    /// </summary>
    public IEnumerable<Platform> Runnable()
    {
        yield return this;
        var lowest = Architecture switch { "arm" => 5, "amd64" => 1, _ => int.MaxValue };
        if (EffectiveVariant is ['v', >= '1' and <= '9' and var digit])
            for (var number = digit - '0' - 1; number >= lowest; number--)
                yield return this with { Variant = $"v{number}" };
    }

    /// <summary>Whether an image of this platform runs where <paramref name="wanted"/> is asked for, be it of a lower variant.</summary>
    public bool RunsOn(Platform wanted) => wanted.Runnable().Any(Satisfies);

    /// <summary>This platform with its words normalised, as <see cref="Parse"/> does.</summary>
    public Platform Normalised() => Normalise(Os, Architecture, Variant) with { OsVersion = OsVersion };

    /// <summary><c>os/architecture[/variant]</c>.</summary>
    public override string ToString() => Variant is null ? $"{Os}/{Architecture}" : $"{Os}/{Architecture}/{Variant}";

    private const string Unknown = "unknown";

    private static readonly System.Buffers.SearchValues<char> Words =
        System.Buffers.SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_./-");

    // arm without a variant is v7, arm64's v8 is its only one (containerd, platforms/database.go has the same defaults).
    private string? EffectiveVariant => (Architecture, Variant) switch
    {
        ("arm", null) => "v7",
        ("arm64", "v8") => null,
        ("amd64", "v1") => null,
        _ => Variant,
    };

    // Go's GOOS, as containerd knows them (platforms/database.go).
    private static bool IsSystem(string word) => word.ToLowerInvariant() is
        "aix" or "android" or "darwin" or "macos" or "dragonfly" or "freebsd" or "hurd" or "illumos" or "ios" or "js" or "linux" or "nacl" or "netbsd" or "openbsd"
        or "plan9" or "solaris" or "windows" or "zos" or Unknown;

    // Go's GOARCH, as containerd knows them (platforms/database.go).
    private static bool IsArchitecture(string word) => NormaliseArchitecture(word.ToLowerInvariant(), null).Architecture is
        "amd64" or "arm64" or "arm" or "386" or "amd64p32" or "armbe" or "arm64be" or "ppc" or "ppc64" or "ppc64le" or "loong64" or "mips" or "mipsle" or "mips64"
        or "mips64le" or "mips64p32" or "mips64p32le" or "riscv" or "riscv64" or "s390" or "s390x" or "sparc" or "sparc64" or "wasm" or Unknown;

    private static Platform Normalise(string os, string architecture, string? variant)
    {
        var (name, kind) = NormaliseArchitecture(architecture.ToLowerInvariant(), variant?.ToLowerInvariant());
        var system = os.ToLowerInvariant();
        return new() { Os = system == "macos" ? "darwin" : system, Architecture = name, Variant = kind };
    }

    // containerd's rules (platforms/database.go), and beside them what 'uname -m' and Debian call architectures.
    private static (string Architecture, string? Variant) NormaliseArchitecture(string architecture, string? variant) => (architecture, variant) switch
    {
        ("x86_64" or "x86-64" or "amd64", null or "v1") => ("amd64", null),
        ("x86_64" or "x86-64" or "amd64", _) => ("amd64", variant),
        ("aarch64" or "arm64", null or "8" or "v8") => ("arm64", null),
        ("aarch64" or "arm64", _) => ("arm64", variant),
        // A 32-bit program on a 64-bit ARM is told that it stands on armv8l.
        ("armhf" or "armv7l" or "armv7" or "armv8l", _) => ("arm", "v7"),
        ("armel" or "armv6l", _) => ("arm", "v6"),
        ("arm", null or "7") => ("arm", "v7"),
        ("arm", "5" or "6" or "8") => ("arm", $"v{variant}"),
        ("i386" or "i486" or "i586" or "i686" or "x86", _) => ("386", null),
        ("ppc64el" or "powerpc64le", _) => ("ppc64le", variant),
        ("loongarch64", _) => ("loong64", variant),
        ("mips64el", _) => ("mips64le", variant),
        ("mipsel", _) => ("mipsle", variant),
        _ => (architecture, variant),
    };
}
