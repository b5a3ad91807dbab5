// SPDX-License-Identifier: Apache-2.0
using Slipway.Native;
using Slipway.Oci.Layers;
using Slipway.Oci.Tar;

namespace Slipway.Packages;

/// <summary>
/// Turns the tar of a freshly installed system into the entries of its image's layer as it streams by: tidied, with files added, nothing of the
/// making's day left.
/// </summary>
/// <param name="tar">The system; stays the caller's.</param>
/// <param name="time">The newest time of anything that the packages hold.</param>
/// <param name="added">Files to add; they go before those of packages.</param>
internal sealed class DebianTree(TarReader tar, DateTimeOffset time, IReadOnlyList<AddedFile> added)
{
    private const int MaxShadowSize = 1024 * 1024;
    private static readonly UnixTime MadeWithTheImage = new(long.MaxValue >> 20);
    private readonly Dictionary<string, AddedFile> _added = added.ToDictionary(static file => LayerPath.Join(file.Folder, file.Name), StringComparer.Ordinal);

    /// <summary>The entries, in the archive's order; each must be written before the next is asked for. Reading blocks.</summary>
    /// <exception cref="TarFormatException">The tar is none.</exception>
    /// <exception cref="BaseImageException">A folder that a file is to be added to isn't there.</exception>
    public IEnumerable<LayerEntry> Read(CancellationToken cancellationToken)
    {
        var waiting = _added.Values.GroupBy(static file => file.Folder)
            .ToDictionary(static group => group.Key, static group => group.ToList(), StringComparer.Ordinal);
        while (Await(tar.ReadNextAsync(cancellationToken)) is { } entry)
        {
            var path = LayerPath.Clean(entry.Name);
            if (_added.ContainsKey(path) || DebianTidy.Drops(path, entry))
                continue;
            yield return path == "etc/shadow" && entry.Size <= MaxShadowSize
                ? Shadow(entry, cancellationToken)
                : new(WithoutTraces(entry)) { OpenContent = () => tar.Content };
            if (!waiting.Remove(path, out var files))
                continue;
            foreach (var file in files)
                yield return Create(file);
        }
        if (waiting.Count > 0)
        {
            throw new BaseImageException($"The system that mmdebstrap made lacks the folder '/{waiting.Keys.First()}'; "
                + "with this release of Debian Slipway can't make a base yet.");
        }
    }

    private LayerEntry Shadow(TarEntry entry, CancellationToken cancellationToken)
    {
        var content = new byte[entry.Size];
        Await(new ValueTask<bool>(ReadAsync(content, cancellationToken)));
        var changed = ShadowFile.WithDay(content, time);
        return new(entry with { Size = changed.Length }) { OpenContent = () => new MemoryStream(changed) };
    }

    private async Task<bool> ReadAsync(Memory<byte> content, CancellationToken cancellationToken)
    {
        await tar.Content.ReadExactlyAsync(content, cancellationToken).ConfigureAwait(false);
        return true;
    }

    private static LayerEntry Create(AddedFile file)
    {
        var content = System.Text.Encoding.UTF8.GetBytes(file.Text);
        // Later than anything: the layer's own limit of times makes it the image's time.
        var entry = new TarEntry
        {
            Name = LayerPath.Join(file.Folder, file.Name),
            Type = TarEntryType.RegularFile,
            Mode = file.Mode,
            Size = content.Length,
            Modified = MadeWithTheImage,
        };
        return new(entry) { OpenContent = () => new MemoryStream(content) };
    }

    // What only this making knows: the label that this machine's SELinux gave, and the time of a folder, which is that of whichever package
    // was the last to be unpacked into it.
    private static TarEntry WithoutTraces(TarEntry entry) => entry with
    {
        Modified = entry.Type == TarEntryType.Directory ? MadeWithTheImage : entry.Modified,
        ExtendedAttributes = entry.ExtendedAttributes.ContainsKey("security.selinux")
            ? entry.ExtendedAttributes.Where(static pair => pair.Key != "security.selinux").ToDictionary()
            : entry.ExtendedAttributes,
    };

    // A layer's entries are asked for one by one on a thread that may block.
    private static T Await<T>(ValueTask<T> task) => task.AsTask().GetAwaiter().GetResult();
}
