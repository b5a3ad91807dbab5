// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Registry;

/// <summary>What someone may do in a repository. None follows from another: who pushes with a client needs <see cref="Pull"/> too, for clients look first.</summary>
[Flags]
public enum RegistryAction
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>Read blobs, manifests, tags and referrers.</summary>
    Pull = 1,

    /// <summary>Upload, and set tags that are not there yet.</summary>
    Push = 2,

    /// <summary>Delete blobs, manifests and tags.</summary>
    Delete = 4,

    /// <summary>Set tags that name another image already.</summary>
    Overwrite = 8,

    /// <summary>All of it.</summary>
    All = Pull | Push | Delete | Overwrite,
}
