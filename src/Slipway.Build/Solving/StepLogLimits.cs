// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Build;

/// <summary>How many logs are kept, and how much of each.</summary>
internal sealed record StepLogLimits
{
    public static StepLogLimits Default { get; } = new();

    /// <summary>The logs of so many builds are kept, beside the present one.</summary>
    public int MaxBuilds { get; init; } = 50;

    /// <summary>All of them take no more bytes than this.</summary>
    public long MaxBytes { get; init; } = 512L * 1024 * 1024;

    /// <summary>Older ones go.</summary>
    public TimeSpan MaxAge { get; init; } = TimeSpan.FromDays(14);

    /// <summary>One step's log is cut in its middle when it is longer; the beginning and the last lines stay.</summary>
    public long MaxFileBytes { get; init; } = 64L * 1024 * 1024;
}
