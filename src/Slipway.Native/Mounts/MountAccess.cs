// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Native;

/// <summary>What mount(2) may be told of a mount. The values are the kernel's.</summary>
[Flags]
public enum MountAccess
{
    /// <summary>Nothing special: read and write.</summary>
    None = 0,

    /// <summary>Nothing below the mount can be changed through it.</summary>
    ReadOnly = 1,

    /// <summary>Set-user-id bits and file capabilities have no effect.</summary>
    NoSetUid = 2,

    /// <summary>Device nodes cannot be opened.</summary>
    NoDevices = 4,

    /// <summary>Nothing can be executed.</summary>
    NoExecute = 8,
}
