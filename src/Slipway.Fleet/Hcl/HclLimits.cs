// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Fleet;

/// <summary>How much of HCL is read, so that no file can take the machine.</summary>
internal static class HclLimits
{
    /// <summary>How deep expressions and blocks may stand in each other.</summary>
    internal const int Depth = 160;

    /// <summary>How deep values may stand on each other while they are worked out.</summary>
    internal const int EvaluationDepth = 400;

    /// <summary>How many steps evaluating all expressions of a definition may take.</summary>
    internal const int Steps = 2_000_000;

    /// <summary>How many characters a text may have, and how many elements a collection.</summary>
    internal const int Length = 1_000_000;
}
