// SPDX-License-Identifier: Apache-2.0
using System.Net;

namespace Slipway.Distribution;

/// <summary>A request to another machine came to nothing: it could not be reached, broke off, or was answered by what can't be used.</summary>
public class RemoteException : IOException
{
    /// <summary>An exception with a sentence that says what was asked of whom, and what came of it.</summary>
    public RemoteException(string message) : base(message)
    {
    }

    /// <summary>An exception with a sentence that says what was asked of whom, and what came of it, and the cause.</summary>
    public RemoteException(string message, Exception? innerException) : base(message, innerException)
    {
    }

    /// <summary>An exception without a message of its own.</summary>
    public RemoteException()
    {
    }

    /// <summary>The status that was answered, or null where nothing was.</summary>
    public HttpStatusCode? StatusCode { get; init; }

    /// <summary>The address asked, without user, password or any value of its query that might be a secret; null where none was.</summary>
    public string? Url { get; init; }

    /// <summary>Whether the same request may well succeed later.</summary>
    public bool IsTransient { get; init; }

    /// <summary>How long the server asks to wait before the next request, or null.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>Whether no connection came about at all, so that trying again soon is of little use.</summary>
    internal bool NeverConnected { get; init; }

    /// <summary>Whether it was TLS that did not come about, as with a host that speaks none.</summary>
    internal bool IsTlsProblem { get; init; }
}
