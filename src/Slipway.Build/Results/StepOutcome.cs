// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Build;

/// <summary>What became of a step.</summary>
public enum StepOutcome
{
    /// <summary>It ran.</summary>
    Run,

    /// <summary>Its result came from the cache.</summary>
    Cached,

    /// <summary>It failed.</summary>
    Failed,

    /// <summary>It was stopped because another failed, or by the caller.</summary>
    Cancelled,
}
