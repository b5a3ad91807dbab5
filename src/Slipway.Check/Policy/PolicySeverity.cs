// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Check;

/// <summary>What becomes of an image of which a rule doesn't hold.</summary>
public enum PolicySeverity
{
    /// <summary>It is not let in.</summary>
    Refuse,

    /// <summary>It is let in, and who brings it is told.</summary>
    Warn,
}
