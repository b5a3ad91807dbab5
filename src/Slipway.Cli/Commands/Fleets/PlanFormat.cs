// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Cli.Commands.Fleets;

/// <summary>How a plan is written.</summary>
internal enum PlanFormat
{
    /// <summary>For people.</summary>
    Text,

    /// <summary>For programs.</summary>
    Json,

    /// <summary>For graphviz.</summary>
    Dot,

    /// <summary>A picture.</summary>
    Svg,
}
