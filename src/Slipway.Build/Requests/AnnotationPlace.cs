// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Build;

/// <summary>Where an annotation stands.</summary>
public enum AnnotationPlace
{
    /// <summary>In the manifest of a platform.</summary>
    Manifest,

    /// <summary>At a platform's manifest in the index; of one platform, in the index.json of an archive.</summary>
    ManifestDescriptor,

    /// <summary>In the index of several platforms.</summary>
    Index,

    /// <summary>At the index of several platforms, in the index.json of an archive.</summary>
    IndexDescriptor,
}
