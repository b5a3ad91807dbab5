// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Fleet;

/// <summary>How a file that is there stands to what would be generated.</summary>
public enum GeneratedState
{
    /// <summary>It is just that.</summary>
    UpToDate,

    /// <summary>There is none.</summary>
    Missing,

    /// <summary>It was generated and not touched since; now it would be another.</summary>
    Outdated,

    /// <summary>It was generated, and changed by hand.</summary>
    Edited,

    /// <summary>It was not generated.</summary>
    Foreign,
}
