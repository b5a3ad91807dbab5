// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Packages;

/// <summary>A base image can't be made: a package isn't there, a mirror can't be reached, the machine lacks something.</summary>
public sealed class BaseImageException : IOException
{
    /// <summary>An exception with a sentence that says which base can't be made, why, and what to do.</summary>
    public BaseImageException(string message) : base(message)
    {
    }

    /// <summary>An exception with a sentence that says which base can't be made, why, and what to do, and the cause.</summary>
    public BaseImageException(string message, Exception? innerException) : base(message, innerException)
    {
    }

    /// <summary>An exception without a message of its own.</summary>
    public BaseImageException()
    {
    }

    /// <summary>Whether the same may well succeed later, as where a mirror could not be reached.</summary>
    public bool IsTransient { get; init; }
}
