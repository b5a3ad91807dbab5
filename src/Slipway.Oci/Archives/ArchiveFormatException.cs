// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Oci;

/// <summary>An archive does not hold images as <c>docker save</c> or an OCI layout writes them.</summary>
public sealed class ArchiveFormatException : IOException
{
    /// <summary>An exception with a sentence that says what is wrong and where.</summary>
    public ArchiveFormatException(string message) : base(message)
    {
    }

    /// <summary>An exception with a sentence that says what is wrong and where, and the cause.</summary>
    public ArchiveFormatException(string message, Exception innerException) : base(message, innerException)
    {
    }

    /// <summary>An exception without a message of its own.</summary>
    public ArchiveFormatException()
    {
    }
}
