// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Fleet;

/// <summary>How to tell that an image is well.</summary>
internal sealed record ImageHealth
{
    /// <summary>As configurations have it: <c>CMD</c> and the words of a command, or <c>CMD-SHELL</c> and a line for the shell.</summary>
    internal required IReadOnlyList<string> Test { get; init; }

    internal TimeSpan? Interval { get; init; }

    internal TimeSpan? Timeout { get; init; }

    internal TimeSpan? StartPeriod { get; init; }

    internal int? Retries { get; init; }
}
