// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text.Json.Serialization;
using Slipway.Oci.Json;

namespace Slipway.Oci;

/// <summary>
/// The digest of a run of bytes, <c>algorithm:hex</c> (image-spec, descriptor.md). Only <c>sha256</c> (64 hex digits) and
/// <c>sha512</c> (128) exist here, in lower case; two digests are equal when their texts are.
/// </summary>
[JsonConverter(typeof(DigestJsonConverter))]
public readonly record struct Digest : IComparable<Digest>
{
    private const int Sha256HexLength = 64;
    private const int Sha512HexLength = 128;
    private readonly string? _text;

    private Digest(string text) => _text = text;

    private string Text => _text ?? throw new InvalidOperationException("A default Digest names nothing; parse or compute one.");

    /// <summary>Whether this is <c>default(Digest)</c>, which names nothing.</summary>
    public bool IsDefault => _text is null;

    /// <summary><c>sha256</c> or <c>sha512</c>.</summary>
    public string Algorithm => Text[..Text.IndexOf(':', StringComparison.Ordinal)];

    /// <summary>The value in lower-case hex: 64 characters for sha256, 128 for sha512.</summary>
    public string Hex => Text[(Text.IndexOf(':', StringComparison.Ordinal) + 1)..];

    /// <summary>The first twelve hex digits, as people read digests in lists.</summary>
    public string ShortHex => Hex[..12];

    /// <summary>The hash of this digest's algorithm, to feed bytes to.</summary>
    public HashAlgorithmName HashName => Algorithm == "sha512" ? HashAlgorithmName.SHA512 : HashAlgorithmName.SHA256;

    /// <summary>The sha256 digest of <paramref name="bytes"/>.</summary>
    public static Digest Sha256(ReadOnlySpan<byte> bytes) => FromHash(HashAlgorithmName.SHA256, SHA256.HashData(bytes));

    /// <summary>The sha512 digest of <paramref name="bytes"/>.</summary>
    public static Digest Sha512(ReadOnlySpan<byte> bytes) => FromHash(HashAlgorithmName.SHA512, SHA512.HashData(bytes));

    /// <summary>A digest of the same algorithm as this one, of <paramref name="bytes"/>.</summary>
    public Digest OfSameAlgorithm(ReadOnlySpan<byte> bytes) => Algorithm == "sha512" ? Sha512(bytes) : Sha256(bytes);

    /// <summary>The digest whose hash value is already computed.</summary>
    /// <exception cref="ArgumentException">The algorithm is not SHA-256 or SHA-512, or the hash has another length than its algorithm's.</exception>
    public static Digest FromHash(HashAlgorithmName algorithm, ReadOnlySpan<byte> hash)
    {
        var (name, length) = algorithm == HashAlgorithmName.SHA256 ? ("sha256", Sha256HexLength)
            : algorithm == HashAlgorithmName.SHA512 ? ("sha512", Sha512HexLength)
            : throw new ArgumentException($"The algorithm '{algorithm.Name}' has no digest here; use SHA-256 or SHA-512.", nameof(algorithm));
        if (hash.Length * 2 != length)
            throw new ArgumentException($"A {name} hash has {length / 2} bytes, got {hash.Length}.", nameof(hash));
        return new($"{name}:{Convert.ToHexStringLower(hash)}");
    }

    /// <summary>Reads <c>algorithm:hex</c>.</summary>
    /// <exception cref="FormatException">The text is not a sha256 or sha512 digest in lower case.</exception>
    public static Digest Parse(string text) => TryParse(text, out var digest)
        ? digest
        : throw new FormatException($"'{Clip(text)}' is not a digest; expected sha256:<64 lower-case hex digits> or sha512:<128>.");

    /// <summary>Reads <c>algorithm:hex</c>; false when it isn't one.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out Digest digest)
    {
        digest = default;
        if (text is null)
            return false;
        var hex = text.StartsWith("sha256:", StringComparison.Ordinal) && text.Length == 7 + Sha256HexLength ? text.AsSpan(7)
            : text.StartsWith("sha512:", StringComparison.Ordinal) && text.Length == 7 + Sha512HexLength ? text.AsSpan(7)
            : default;
        if (hex.IsEmpty || hex.ContainsAnyExcept(LowerHex))
            return false;
        digest = new(text);
        return true;
    }

    private static readonly System.Buffers.SearchValues<char> LowerHex = System.Buffers.SearchValues.Create("0123456789abcdef");

    private static string Clip(string text) => text.Length <= 160 ? text : string.Concat(text.AsSpan(0, 160), "…");

    /// <inheritdoc/>
    public int CompareTo(Digest other) => string.CompareOrdinal(_text, other._text);

    /// <summary><c>algorithm:hex</c>.</summary>
    public override string ToString() => Text;

    /// <summary>Ordinal order of the texts.</summary>
    public static bool operator <(Digest left, Digest right) => left.CompareTo(right) < 0;

    /// <summary>Ordinal order of the texts.</summary>
    public static bool operator <=(Digest left, Digest right) => left.CompareTo(right) <= 0;

    /// <summary>Ordinal order of the texts.</summary>
    public static bool operator >(Digest left, Digest right) => left.CompareTo(right) > 0;

    /// <summary>Ordinal order of the texts.</summary>
    public static bool operator >=(Digest left, Digest right) => left.CompareTo(right) >= 0;
}
