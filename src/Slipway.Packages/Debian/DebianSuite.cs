// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics.CodeAnalysis;

namespace Slipway.Packages;

/// <summary>A release of Debian by its code name.</summary>
public readonly record struct DebianSuite
{
    private const string Unstable = "sid";
    private static readonly string[] Releases = ["bullseye", "bookworm", "trixie", "forky"];
    private readonly string? _name;

    private DebianSuite(string name) => _name = name;

    /// <summary>The code names that are known.</summary>
    public static IReadOnlyList<string> Known { get; } = [.. Releases, Unstable];

    /// <summary>The suites it is made of: itself, updates and security where it has them.</summary>
    internal IReadOnlyList<string> Parts => ToString() == Unstable ? [Unstable] : [ToString(), $"{this}-updates", $"{this}-security"];

    /// <summary>Reads a code name.</summary>
    /// <exception cref="FormatException">It is not a known one.</exception>
    public static DebianSuite Parse(string text) => TryParse(text, out var suite)
        ? suite
        : throw new FormatException($"'{text}' is not a code name of Debian; expected one of {string.Join(", ", Known)}.");

    /// <summary>Reads a code name; false where it is not a known one.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out DebianSuite suite)
    {
        var isKnown = Known.Contains(text, StringComparer.Ordinal);
        suite = isKnown ? new(text!) : default;
        return isKnown;
    }

    /// <summary>The code name.</summary>
    public override string ToString() => _name ?? throw new InvalidOperationException("A default DebianSuite names nothing.");
}
