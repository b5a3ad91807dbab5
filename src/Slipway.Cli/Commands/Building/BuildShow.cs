// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Cli.Commands.Building;

/// <summary>How a build is shown, and what is done at a failed step.</summary>
internal sealed record BuildShow
{
    /// <summary>A word of <c>--progress</c>; null is auto.</summary>
    public string? Progress { get; init; }

    /// <summary>Whether the reasons are told for which steps ran.</summary>
    public bool Explains { get; init; }

    /// <summary>The program that is opened in a failed step; empty is the step's own shell, null is none.</summary>
    public string? FailureShell { get; init; }
}
