// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Fleet;

/// <summary>Which steps of a plan count.</summary>
public enum PlannedWork
{
    /// <summary>Those that aren't cached.</summary>
    ToRun,

    /// <summary>All of them, as if nothing were cached.</summary>
    Everything,
}
