// SPDX-License-Identifier: Apache-2.0
using Slipway.Oci;

namespace Slipway.Dockerfile;

/// <summary>Says what someone probably meant who wrote what is no platform.</summary>
public static class PlatformHelp
{
    // What people write, and what .NET, Node.js and Windows call them; nothing of it is understood unless Platform understands it.
    private static readonly (string Word, string Platform)[] Spellings =
    [
        ("linux/amd64", "linux/amd64"), ("linux/arm64", "linux/arm64"), ("linux/arm/v7", "linux/arm/v7"), ("linux/386", "linux/386"), ("linux/ppc64le", "linux/ppc64le"),
        ("linux/s390x", "linux/s390x"), ("linux/riscv64", "linux/riscv64"), ("linux/arm/v6", "linux/arm/v6"), ("linux/loong64", "linux/loong64"), ("linux/mips64le", "linux/mips64le"),
        ("windows/amd64", "windows/amd64"), ("linux/x86_64", "linux/amd64"), ("linux/x64", "linux/amd64"), ("linux/aarch64", "linux/arm64"), ("linux/armhf", "linux/arm/v7"),
        ("linux/i386", "linux/386"), ("local", "local"),
    ];

    /// <summary>The remedy for a text that is no platform, as a clause: the nearest platform, or the form of one.</summary>
    public static string For(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        // With '-' or ':' for '/', and without the system.
        var word = text.Trim().Replace('-', '/').Replace(':', '/');
        string[] tries = word.Contains('/', StringComparison.Ordinal) ? [text.Trim(), word] : [text.Trim(), $"linux/{word}"];
        var nearest = tries.Select(static word => Platform.TryParse(word, out var platform) ? platform.ToString() : Suggestion.For(word, Spellings.Select(static pair => pair.Word)))
            .FirstOrDefault(static found => found is not null);
        return nearest is null ? "write os/architecture[/variant], such as linux/amd64 or linux/arm/v7"
            : $"did you mean '{Spellings.FirstOrDefault(pair => pair.Word == nearest).Platform ?? nearest}'?";
    }
}
