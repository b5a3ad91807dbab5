// SPDX-License-Identifier: Apache-2.0
using System.Text.Json.Serialization;
using Slipway.Oci.Json;

namespace Slipway.Oci;

/// <summary>The digest of a layer's uncompressed tar (image-spec, config.md): what a layer holds, however it is compressed.</summary>
/// <param name="Digest">The digest of the tar's bytes.</param>
[JsonConverter(typeof(DiffIdJsonConverter))]
public readonly record struct DiffId(Digest Digest)
{
    /// <summary>The DiffId of a tar with no entries: two zero blocks of 512 bytes.</summary>
    public static DiffId OfEmptyTar { get; } = new(Digest.Sha256(new byte[1024]));

    /// <summary>Reads <c>algorithm:hex</c>.</summary>
    /// <exception cref="FormatException">The text is not a digest.</exception>
    public static DiffId Parse(string text) => new(Digest.Parse(text));

    /// <summary><c>algorithm:hex</c>.</summary>
    public override string ToString() => Digest.ToString();
}
