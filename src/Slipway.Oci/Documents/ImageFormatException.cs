// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Oci;

/// <summary>Bytes that should be a manifest, an index, a configuration or a layout are not.</summary>
public sealed class ImageFormatException : IOException
{
    /// <summary>An exception with a sentence that says what was read and what is wrong with it.</summary>
    public ImageFormatException(string message) : base(message)
    {
    }

    /// <summary>An exception with a sentence that says what was read and what is wrong with it, and the cause.</summary>
    public ImageFormatException(string message, Exception innerException) : base(message, innerException)
    {
    }

    /// <summary>An exception without a message of its own.</summary>
    public ImageFormatException()
    {
    }
}
