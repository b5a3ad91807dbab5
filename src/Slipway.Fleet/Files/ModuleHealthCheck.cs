// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Fleet;

/// <summary>How to tell that a module is well, in the words of the module API.</summary>
public sealed record ModuleHealthCheck
{
    /// <summary><c>test</c>: a command line.</summary>
    public required Located<string> Test { get; init; }

    /// <summary><c>interval</c>, such as <c>30s</c>.</summary>
    public Located<string>? Interval { get; init; }

    /// <summary><c>timeout</c>, such as <c>10s</c>.</summary>
    public Located<string>? Timeout { get; init; }

    /// <summary><c>retries</c>.</summary>
    public Located<string>? Retries { get; init; }

    /// <summary><c>start_period</c>, such as <c>5s</c>.</summary>
    public Located<string>? StartPeriod { get; init; }
}
