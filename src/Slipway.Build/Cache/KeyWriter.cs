// SPDX-License-Identifier: Apache-2.0
using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Slipway.Oci;

namespace Slipway.Build;

/// <summary>
/// Makes keys of named fields. Each value is hashed on its own, with its length before it, so that no two lists of values run together
/// into the same bytes; the key is the digest of the names and those digests.
/// </summary>
internal sealed class KeyWriter
{
    /// <summary>Changes whenever what the engine makes of the same fields does; it is part of every key.</summary>
    public const string FormatVersion = "slipway build key 1";

    private readonly List<KeyField> _fields = [];

    public void Add(string name, Digest digest) => _fields.Add(new(name, digest));

    public void Add(string name, string? value) => Add(name, value is null ? [] : [value]);

    public void Add(string name, IEnumerable<string> values)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var value in values)
            Append(hash, value);
        _fields.Add(new(name, Digest.FromHash(HashAlgorithmName.SHA256, hash.GetHashAndReset())));
    }

    public CacheKey Seal()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Append(hash, FormatVersion);
        foreach (var field in _fields)
        {
            Append(hash, field.Name);
            Append(hash, field.Digest.ToString());
        }
        return new(Digest.FromHash(HashAlgorithmName.SHA256, hash.GetHashAndReset()), [.. _fields]);
    }

    internal static void Append(IncrementalHash hash, string value)
    {
        // The characters as they are: a value may hold lone surrogates, which no encoding would take.
        var bytes = MemoryMarshal.AsBytes(value.AsSpan());
        Span<byte> length = stackalloc byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(length, bytes.Length);
        hash.AppendData(length);
        hash.AppendData(bytes);
    }
}
