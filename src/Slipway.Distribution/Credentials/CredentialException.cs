// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Distribution;

/// <summary>A file or a program that keeps credentials can't be used.</summary>
public sealed class CredentialException : IOException
{
    /// <summary>An exception with a sentence that names the file or program and what is wrong with it.</summary>
    public CredentialException(string message) : base(message)
    {
    }

    /// <summary>An exception with a sentence that names the file or program and what is wrong with it, and the cause.</summary>
    public CredentialException(string message, Exception? innerException) : base(message, innerException)
    {
    }

    /// <summary>An exception without a message of its own.</summary>
    public CredentialException()
    {
    }
}
