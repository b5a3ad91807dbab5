// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Modules;

/// <summary>What the holder of a token may do with modules.</summary>
public enum AccessRole
{
    /// <summary>Look at modules.</summary>
    Viewer,

    /// <summary>Install and remove modules too.</summary>
    SuperAdmin,
}
