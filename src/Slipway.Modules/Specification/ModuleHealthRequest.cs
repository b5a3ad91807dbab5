// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Modules;

/// <summary>How to tell that a module is well, in A64's words: durations as <c>30s</c>, <c>1m</c> or <c>500ms</c>.</summary>
public sealed record ModuleHealthRequest
{
    /// <summary>The command, run by the image's shell; required.</summary>
    public string? Test { get; init; }

    /// <summary>Between two checks.</summary>
    public string? Interval { get; init; }

    /// <summary>The longest a check may take.</summary>
    public string? Timeout { get; init; }

    /// <summary>Failures in a row that make it unhealthy.</summary>
    public string? Retries { get; init; }

    /// <summary>How long failures don't count after the start.</summary>
    public string? StartPeriod { get; init; }
}
