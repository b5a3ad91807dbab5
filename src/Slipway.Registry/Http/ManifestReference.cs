// SPDX-License-Identifier: Apache-2.0
using Slipway.Oci;

namespace Slipway.Registry;

/// <summary>What the end of a manifest's path names: a digest wherever it holds a colon, else a tag.</summary>
/// <param name="Tag">The tag; null where it is a digest.</param>
/// <param name="Digest">The digest; default where it is a tag.</param>
internal readonly record struct ManifestReference(Tag? Tag, Digest Digest)
{
    /// <summary>Reads a reference.</summary>
    /// <exception cref="OciException">DIGEST_INVALID, or TAG_INVALID.</exception>
    public static ManifestReference Parse(string text)
    {
        if (text.Contains(':', StringComparison.Ordinal))
            return Digest.TryParse(text, out var digest) ? new(null, digest) : throw OciException.DigestInvalid(text);
        return Oci.Tag.TryParse(text, out var tag)
            ? new(tag, default)
            : throw OciException.Of(OciErrorCode.TagInvalid, $"'{text[..Math.Min(text.Length, 160)]}' is not a tag; expected at most 128 letters, digits, '_', '.' or '-', beginning with a letter, digit or '_'");
    }
}
