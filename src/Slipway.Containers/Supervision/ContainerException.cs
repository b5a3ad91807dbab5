// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Containers;

/// <summary>Something cannot be done with a container by hand; the message says what and why.</summary>
public sealed class ContainerException : IOException
{
    /// <summary>A refusal.</summary>
    public ContainerException(ContainerRefusal refusal, string message, Exception? innerException = null)
        : base(message, innerException) => Refusal = refusal;

    /// <summary>Why.</summary>
    public ContainerRefusal Refusal { get; }

    /// <summary>The exit code that fits it where a program could not be started: 125, 126 or 127, as with Docker.</summary>
    public int ExitCode { get; init; } = 125;
}
