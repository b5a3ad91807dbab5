// SPDX-License-Identifier: Apache-2.0
using Slipway.Native;
using Slipway.Oci.Tar;

namespace Slipway.Oci.Layers;

/// <summary>A file in the directory of a layer below.</summary>
internal sealed record LowerFile(RootedDirectory Root, string Path, FileStatus Status)
{
    /// <summary>Its metadata as an entry.</summary>
    internal TarEntry Describe(string name) => new()
    {
        Name = name,
        Type = Status.Type == FileType.Directory ? TarEntryType.Directory : TarEntryType.RegularFile,
        Mode = Status.Mode,
        UserId = Status.UserId,
        GroupId = Status.GroupId,
        Modified = Status.Modified,
        ExtendedAttributes = Root.ListAttributes(Path, FinalLink.Keep).Where(static attribute => !OverlayMarks.IsNote(attribute))
            .ToDictionary(static attribute => attribute, attribute => (ReadOnlyMemory<byte>)(Root.TryGetAttribute(Path, attribute, FinalLink.Keep) ?? [])),
    };
}
