// SPDX-License-Identifier: Apache-2.0
using Slipway.Oci.Tar;

namespace Slipway.Build;

/// <summary>Writes the metadata of a step's tree into the entries of a layer.</summary>
internal static class TarMetadata
{
    /// <summary>The entry with that owner, mode and time.</summary>
    public static TarEntry Like(this TarEntry entry, TreeMetadata metadata) =>
        entry with { UserId = metadata.UserId, GroupId = metadata.GroupId, Mode = metadata.Mode, Modified = metadata.Modified };
}
