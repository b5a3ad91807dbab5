// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Containers;

/// <summary>Whether a container may change its root file system.</summary>
internal enum RootWrites
{
    /// <summary>There is no place for changes at all.</summary>
    None,

    /// <summary>Changes go to the upper directory, or to one that is dropped.</summary>
    Allowed,
}
