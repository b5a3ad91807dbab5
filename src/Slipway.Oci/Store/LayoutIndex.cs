// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Oci;

/// <summary>The <c>index.json</c> that a layout's names come to (image-spec, image-layout.md).</summary>
internal static class LayoutIndex
{
    /// <summary>Its bytes: each image with its name as other tools look for it, and those without one as they are.</summary>
    public static ReadOnlyMemory<byte> Of(IEnumerable<StoredReference> references) => ManifestBlob.Create(new ImageIndex { Manifests = [.. references.Select(Describe)] }).Raw;

    private static Descriptor Describe(StoredReference reference) => reference.Name is null ? reference.Descriptor : reference.Descriptor with
    {
        Annotations = new Dictionary<string, string>
        {
            [AnnotationKeys.RefName] = reference.Name.ToString(),
            [AnnotationKeys.ContainerdImageName] = reference.Name.ToString(),
        },
    };
}
