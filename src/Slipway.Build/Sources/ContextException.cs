// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Build;

/// <summary>A build context can't be had, or isn't what it must be.</summary>
public sealed class ContextException : IOException
{
    internal ContextException(string message, Exception? innerException) : base(message, innerException)
    {
    }

    /// <summary>What to do about it, or null.</summary>
    public string? Help { get; init; }

    /// <summary>Whether another host or this machine is at fault, and not what was asked for.</summary>
    public bool IsOutside { get; init; }
}
