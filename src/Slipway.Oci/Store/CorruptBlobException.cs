// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Oci;

/// <summary>A blob's bytes are not those that its descriptor names.</summary>
public sealed class CorruptBlobException : IOException
{
    /// <summary>The bytes of <paramref name="descriptor"/> came out as <paramref name="size"/> bytes with <paramref name="actual"/>.</summary>
    public CorruptBlobException(Descriptor descriptor, long size, Digest actual)
        : base(size != descriptor.Size
            ? $"The blob {descriptor.Digest} has {size} bytes where {descriptor.Size} are expected; it is damaged. Remove and pull or build the image again."
            : $"The blob {descriptor.Digest} holds other bytes, with digest {actual}; it is damaged. Remove and pull or build the image again.") =>
        Digest = descriptor.Digest;

    /// <summary>The bytes of a stream are not those of <paramref name="expected"/>.</summary>
    public CorruptBlobException(Digest expected, Digest actual)
        : base($"The bytes received have digest {actual} where {expected} is expected.") => Digest = expected;

    /// <summary>An exception with a message.</summary>
    public CorruptBlobException(string message) : base(message)
    {
    }

    /// <summary>An exception with a message and a cause.</summary>
    public CorruptBlobException(string message, Exception innerException) : base(message, innerException)
    {
    }

    /// <summary>An exception without a message of its own.</summary>
    public CorruptBlobException()
    {
    }

    /// <summary>The digest that was asked for.</summary>
    public Digest Digest { get; }
}
