// SPDX-License-Identifier: Apache-2.0
using Slipway.Native;
using Slipway.Oci.Tar;

namespace Slipway.Oci.Layers;

/// <summary>One entry of a layer to be written.</summary>
/// <param name="Metadata">All but the content. The name is a path in the layer (see <see cref="LayerPath"/>); of a hard link, the link name is the path of
/// an earlier entry.</param>
public sealed record LayerEntry(TarEntry Metadata)
{
    /// <summary>Opens the content of a regular file, of which there must be as many bytes as <see cref="TarEntry.Size"/> says. It is called once, when the entry
    /// is written, and the stream is disposed. May be null where the size is 0.</summary>
    public Func<Stream>? OpenContent { get; init; }

    /// <summary>The digest of the content where the writer of the entry vouches for it, so that it isn't computed again; null, the default, has it computed.</summary>
    public Digest? Content { get; init; }

    /// <summary>The entry with the content of a file on disk, opened when it is written.</summary>
    /// <param name="root">The tree; it stays open until then.</param>
    /// <param name="path">The file, which must be a regular one then and have as many bytes as the entry says. A link is not followed.</param>
    public LayerEntry WithContentOf(RootedDirectory root, string path) =>
        this with { OpenContent = () => new FileReadStream(root.OpenRead(path, FinalLink.Keep)) };

    /// <summary>Says that a path of the layers below is gone.</summary>
    public static LayerEntry Whiteout(string path) => Mark(LayerPath.Join(LayerPath.Parent(path), LayerPath.WhiteoutPrefix + LayerPath.Name(path)));

    /// <summary>Says that a directory shows nothing of the layers below.</summary>
    public static LayerEntry Opaque(string directory) => Mark(LayerPath.Join(directory, LayerPath.OpaqueMark));

    private static LayerEntry Mark(string path) => new(new TarEntry { Name = path, Type = TarEntryType.RegularFile });
}
