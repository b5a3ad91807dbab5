// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Registry;

/// <summary>Whether retention does what the rules say.</summary>
public enum RetentionMode
{
    /// <summary>It does: tags go, and what they named stays until it is collected.</summary>
    Apply,

    /// <summary>It says what would be done, and changes nothing.</summary>
    DryRun,
}
