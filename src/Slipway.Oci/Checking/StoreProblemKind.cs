// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Oci;

/// <summary>What kind of thing a check found.</summary>
public enum StoreProblemKind
{
    /// <summary>The file <c>oci-layout</c>.</summary>
    Marker,

    /// <summary>The file <c>index.json</c>.</summary>
    Index,

    /// <summary>The file of a name.</summary>
    Reference,

    /// <summary>A change of names that was not finished.</summary>
    UnfinishedChange,

    /// <summary>A blob whose bytes are not those that its name says.</summary>
    Blob,

    /// <summary>An image that is not whole.</summary>
    Image,

    /// <summary>Blobs that no name leads to.</summary>
    Unreferenced,

    /// <summary>A file or folder that a killed process left, or that is none of the store's.</summary>
    LeftFile,

    /// <summary>A build record.</summary>
    Record,

    /// <summary>A file tree of a step or a layer.</summary>
    Snapshot,

    /// <summary>A lock file.</summary>
    Lock,
}
