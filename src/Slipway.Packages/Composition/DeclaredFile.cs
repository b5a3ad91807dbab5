// SPDX-License-Identifier: Apache-2.0
using Slipway.Oci;

namespace Slipway.Packages;

/// <summary>A file that an image is to have, in place of a package's where there is one.</summary>
public sealed record DeclaredFile
{
    /// <summary>Where it is, an absolute path.</summary>
    /// <exception cref="FormatException">It is none.</exception>
    public required string Path { get; init => field = DeclaredPath.Check(value); }

    /// <summary>What it holds.</summary>
    public required ReadOnlyMemory<byte> Content { get; init; }

    /// <summary>Its permission bits. The default is 0644.</summary>
    /// <exception cref="FormatException">There are more than twelve.</exception>
    public int Mode { get; init => field = value is >= 0 and <= 0xFFF ? value : throw new FormatException("A mode has twelve bits, 0 to 7777."); } = 0x1A4;

    /// <summary>Its owner by name or number. The default is root.</summary>
    public string User { get; init; } = "root";

    /// <summary>Its group by name or number; null, the default, is that of the owner.</summary>
    public string? Group { get; init; }

    /// <summary>What decides its bytes in an image.</summary>
    internal string Describe() => $"{Path} {Digest.Sha256(Content.Span)} {Convert.ToString(Mode, 8)} {User} {Group}";
}
