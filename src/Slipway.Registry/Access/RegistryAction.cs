// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Registry;

/// <summary>What someone may do in a repository.</summary>
[Flags]
internal enum RegistryAction
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>Read blobs, manifests, tags and referrers.</summary>
    Pull = 1,

    /// <summary>Upload, and set tags.</summary>
    Push = 2,

    /// <summary>Delete blobs, manifests and tags.</summary>
    Delete = 4,

    /// <summary>All of it.</summary>
    All = Pull | Push | Delete,
}
