// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Packages;

/// <summary>How the packages of an image are laid out as layers.</summary>
public enum LayerGrouping
{
    /// <summary>All in one.</summary>
    One,

    /// <summary>One for each package that is asked for, with what it needs and no layer before has; then one for what is declared and dpkg's records.</summary>
    Each,
}
