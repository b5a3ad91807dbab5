// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Fleet;

/// <summary>How much a plan's text says.</summary>
public enum PlanDetail
{
    /// <summary>The tree of images.</summary>
    Images,

    /// <summary>The tree, and each unique step.</summary>
    Steps,

    /// <summary>The tree, each unique step, and why those that aren't cached aren't.</summary>
    Reasons,
}
