// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Packages;

/// <summary>A symbolic link that an image is to have, as those of Debian's alternatives.</summary>
public sealed record DeclaredLink
{
    /// <summary>Where it is, an absolute path.</summary>
    /// <exception cref="FormatException">It is none.</exception>
    public required string Path { get; init => field = DeclaredPath.Check(value); }

    /// <summary>What it points to.</summary>
    /// <exception cref="FormatException">It is nothing.</exception>
    public required string Target { get; init => field = value.Length is > 0 and <= 4096 && !value.Contains('\0', StringComparison.Ordinal) ? value : throw new FormatException("A link points to something."); }
}
