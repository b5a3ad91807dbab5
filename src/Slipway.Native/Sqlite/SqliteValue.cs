// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Native;

/// <summary>A value for a parameter of a statement: nothing, a 64-bit integer, a text or bytes.</summary>
public readonly struct SqliteValue
{
    private SqliteValue(object? reference, long integer, SqliteValueKind kind) => (Reference, Integer, Kind) = (reference, integer, kind);

    private SqliteValue(ReadOnlyMemory<byte> bytes) => (Bytes, Kind) = (bytes, SqliteValueKind.Blob);

    /// <summary>NULL.</summary>
    public static SqliteValue Null => default;

    internal object? Reference { get; }

    internal long Integer { get; }

    internal ReadOnlyMemory<byte> Bytes { get; }

    internal SqliteValueKind Kind { get; }

    /// <summary>An integer.</summary>
    public static SqliteValue FromInt64(long value) => new(null, value, SqliteValueKind.Integer);

    /// <summary>A text; NULL for null.</summary>
    public static SqliteValue FromString(string? value) => value is null ? Null : new(value, 0, SqliteValueKind.Text);

    /// <summary>Bytes.</summary>
    public static SqliteValue FromBytes(ReadOnlyMemory<byte> value) => new(value);

    /// <summary>An integer.</summary>
    public static implicit operator SqliteValue(long value) => FromInt64(value);

    /// <summary>An integer; NULL for null.</summary>
    public static implicit operator SqliteValue(long? value) => value is { } integer ? FromInt64(integer) : Null;

    /// <summary>A text; NULL for null.</summary>
    public static implicit operator SqliteValue(string? value) => FromString(value);

    /// <summary>Bytes.</summary>
    public static implicit operator SqliteValue(ReadOnlyMemory<byte> value) => FromBytes(value);
}
