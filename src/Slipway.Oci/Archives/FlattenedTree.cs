// SPDX-License-Identifier: Apache-2.0
using Slipway.Native;
using Slipway.Oci.Layers;
using Slipway.Oci.Tar;

namespace Slipway.Oci;

/// <summary>
/// What is left of layers when they lie on each other: each path with the entry that made it. Entries are numbered through all layers; a hard link is another
/// path of the entry it names. A directory that a layer only implies takes the place of a link or file below, as overlayfs has it.
/// </summary>
internal sealed class FlattenedTree
{
    private readonly Dictionary<string, (int Entry, int Layer, TarEntry Metadata)> _paths = new(StringComparer.Ordinal);
    private readonly SortedSet<string> _order = new(UnixText.ByteOrder);
    private int _layer;
    private int _entries;
    private ILookup<int, string>? _names;

    /// <summary>The directories, parents first, with what is known of them.</summary>
    public IEnumerable<(string Path, TarEntry Metadata)> Directories =>
        _order.Select(path => (Path: path, _paths[path].Metadata)).Where(static pair => pair.Metadata.Type == TarEntryType.Directory);

    /// <summary>Says that what comes lies on what came.</summary>
    public void BeginLayer() => _layer++;

    /// <summary>Takes an entry.</summary>
    /// <exception cref="LayerException">Its path leads out of the root, or it links to what isn't there.</exception>
    public void Add(TarEntry entry)
    {
        var number = _entries++;
        var path = LayerPath.Clean(entry.Name);
        var (directory, name) = (LayerPath.Parent(path), LayerPath.Name(path));
        if (path.Length == 0)
            return; // the root itself has no name in an archive
        if (name == LayerPath.OpaqueMark)
            RemoveBelow(directory);
        else if (name.StartsWith(LayerPath.WhiteoutPrefix, StringComparison.Ordinal))
            Remove(LayerPath.Join(directory, name[LayerPath.WhiteoutPrefix.Length..]));
        else
            Put(path, number, entry);
    }

    /// <summary>The paths that an entry has in the end, in order; none where it is covered, a mark, or a directory.</summary>
    public IReadOnlyList<string> NamesOf(int entry)
    {
        _names ??= _order.Where(path => _paths[path].Metadata.Type != TarEntryType.Directory).ToLookup(path => _paths[path].Entry);
        return [.. _names[entry]];
    }

    private void Put(string path, int number, TarEntry entry)
    {
        ImplyParents(path);
        if (entry.Type == TarEntryType.HardLink)
        {
            var target = LayerPath.Clean(entry.LinkName);
            if (!_paths.TryGetValue(target, out var linked) || linked.Metadata.Type == TarEntryType.Directory)
                throw new LayerException($"The layer's hard link '{path}' names '{entry.LinkName}', which is no file of the image.");
            Replace(path, linked with { Layer = _layer });
            return;
        }
        Replace(path, (number, _layer, entry));
    }

    private void Replace(string path, (int, int, TarEntry Metadata) by)
    {
        if (by.Metadata.Type != TarEntryType.Directory && _paths.TryGetValue(path, out var there) && there.Metadata.Type == TarEntryType.Directory)
            Below(path).ForEach(Forget);
        Keep(path, by);
    }

    private void ImplyParents(string path)
    {
        for (var parent = LayerPath.Parent(path); parent.Length > 0; parent = LayerPath.Parent(parent))
        {
            if (_paths.TryGetValue(parent, out var there) && there.Metadata.Type == TarEntryType.Directory)
                return;
            Keep(parent, (-1, _layer, LayerTarget.Plain(parent)));
        }
    }

    // Marks speak of the layers below alone, wherever in the archive they stand.
    private void Remove(string path)
    {
        if (_paths.TryGetValue(path, out var there) && there.Layer < _layer)
            Forget(path);
        RemoveBelow(path);
    }

    private void RemoveBelow(string directory) => Below(directory).FindAll(path => _paths[path].Layer < _layer).ForEach(Forget);

    private void Keep(string path, (int, int, TarEntry) value)
    {
        _paths[path] = value;
        _order.Add(path);
    }

    private void Forget(string path)
    {
        _paths.Remove(path);
        _order.Remove(path);
    }

    // '0' follows '/' in the order of bytes.
    private List<string> Below(string directory) => directory.Length == 0 ? [.. _order] : [.. _order.GetViewBetween(directory + "/", directory + "0").Where(path => path.StartsWith(directory + "/", StringComparison.Ordinal))];
}
