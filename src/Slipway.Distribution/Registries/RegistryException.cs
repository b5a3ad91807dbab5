// SPDX-License-Identifier: Apache-2.0
using System.Net;

namespace Slipway.Distribution;

/// <summary>A registry could not be reached, or answered with a refusal or with something that can't be used.</summary>
public sealed class RegistryException : RemoteException
{
    /// <summary>An exception with a sentence that says what was asked of which registry, and what came of it.</summary>
    public RegistryException(string message) : base(message)
    {
    }

    /// <summary>An exception with a sentence that says what was asked of which registry, and what came of it, and the cause.</summary>
    public RegistryException(string message, Exception? innerException) : base(message, innerException)
    {
    }

    /// <summary>An exception without a message of its own.</summary>
    public RegistryException()
    {
    }

    /// <summary>The errors that the registry told, if any.</summary>
    public IReadOnlyList<RegistryError> Errors { get; init; } = [];

    /// <summary>Whether the registry wants other credentials, or some.</summary>
    public bool IsUnauthorized => StatusCode is HttpStatusCode.Unauthorized;

    /// <summary>Whether what was asked for isn't there.</summary>
    public bool IsNotFound => StatusCode is HttpStatusCode.NotFound;

    /// <summary>The same with more to say.</summary>
    internal RegistryException With(string sentence) => new($"{Message} {sentence}", this)
    {
        StatusCode = StatusCode,
        Url = Url,
        Errors = Errors,
        IsTransient = IsTransient,
        RetryAfter = RetryAfter,
        NeverConnected = NeverConnected,
        IsTlsProblem = IsTlsProblem,
    };

    /// <summary>The same, told as what came of <paramref name="action"/>: "Cannot …".</summary>
    internal static RegistryException From(string action, RemoteException cause) => new($"{action}: {cause.Message}", cause.InnerException ?? cause)
    {
        StatusCode = cause.StatusCode,
        Url = cause.Url,
        IsTransient = cause.IsTransient,
        RetryAfter = cause.RetryAfter,
        NeverConnected = cause.NeverConnected,
        IsTlsProblem = cause.IsTlsProblem,
    };
}
