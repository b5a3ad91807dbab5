// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Containers;

/// <summary>How a runtime has to be called.</summary>
internal enum RuntimeEnclosure
{
    /// <summary>As it is.</summary>
    None,

    /// <summary>In a mount namespace of its own with an empty /sys/fs/cgroup/unified: crun refuses version 1 control groups with version 2 mounted beside them.</summary>
    WithoutUnifiedCgroup,

    /// <summary>
    /// In a mount namespace of its own with an empty /sys/fs/cgroup: in a user namespace crun neither gets along with version 1 control groups nor may it unmount them.
    /// </summary>
    WithoutCgroups,
}
