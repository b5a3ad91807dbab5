// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Cli.Commands.Whole.Services;

/// <summary>A service that does not run as it should.</summary>
/// <param name="message">What became of it, a sentence.</param>
/// <param name="tail">The last lines that it wrote.</param>
internal sealed class ServiceException(string message, IReadOnlyList<string> tail) : Exception(message)
{
    /// <summary>The last lines that it wrote.</summary>
    public IReadOnlyList<string> Tail { get; } = tail;
}
