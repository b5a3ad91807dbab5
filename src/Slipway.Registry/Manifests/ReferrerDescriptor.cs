// SPDX-License-Identifier: Apache-2.0
using Slipway.Oci;

namespace Slipway.Registry;

/// <summary>How a list of referrers describes one (distribution-spec, "Listing Referrers").</summary>
internal static class ReferrerDescriptor
{
    public static Descriptor Of(ManifestRecord record)
    {
        var document = ManifestReader.Read(record.Content, record.MediaType);
        return new()
        {
            MediaType = record.MediaType,
            Digest = record.Digest,
            Size = record.Size,
            ArtifactType = document.ArtifactType,
            Annotations = document.Annotations,
        };
    }
}
