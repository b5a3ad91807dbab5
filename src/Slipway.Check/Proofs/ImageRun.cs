// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Check;

/// <summary>What a command did in a container.</summary>
public sealed record ImageRun
{
    /// <summary>The exit code.</summary>
    public int ExitCode { get; init; }

    /// <summary>What it wrote to its standard output; the runner bounds it.</summary>
    public string Output { get; init; } = "";

    /// <summary>What it wrote to its standard error; the runner bounds it.</summary>
    public string Errors { get; init; } = "";

    /// <summary>Why it could not be run here, such as for want of emulation; null if it ran.</summary>
    public string? Obstacle { get; init; }
}
