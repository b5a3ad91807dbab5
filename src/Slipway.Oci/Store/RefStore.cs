// SPDX-License-Identifier: Apache-2.0
using System.Text.Json;
using Slipway.Oci.Json;

namespace Slipway.Oci;

/// <summary>
/// The names of a store's images: one small file a tag, <c>refs/&lt;registry&gt;/&lt;repository&gt;/@&lt;tag&gt;</c>, holding a descriptor.
/// What has no name is kept as <c>refs/@untagged/&lt;algorithm&gt;-&lt;hex&gt;</c>. No registry and no path component begins with '@'.
/// Changes are durable when a call returns; one process at a time may make them (<see cref="NameChanges"/>).
/// </summary>
internal sealed class RefStore(IBlobFiles files)
{
    private const string Root = LayoutPaths.Refs;
    private const string UntaggedFolder = Root + "/@untagged";
    private const int MaxRefSize = 64 * 1024;

    public static bool IsTagged(string path) => !path.StartsWith(UntaggedFolder + "/", StringComparison.Ordinal);

    /// <summary>All names and all images without one, in the order of their files' paths.</summary>
    public IEnumerable<StoredReference> List()
    {
        foreach (var path in ListFiles())
        {
            if (TryRead(path) is not { } descriptor)
                continue;
            if (!IsTagged(path))
                yield return new(null, descriptor);
            else if (NameOf(path) is { } name)
                yield return new(name, descriptor);
        }
    }

    /// <summary>The paths of all reference files.</summary>
    public IEnumerable<string> ListFiles() =>
        Folders().SelectMany(folder => files.List(folder).Where(static file => !file.Name.StartsWith('.')).Select(file => $"{folder}/{file.Name}")).Order(StringComparer.Ordinal);

    /// <summary>The folder of all references and those in it, each before what it holds.</summary>
    public IReadOnlyList<string> Folders()
    {
        var folders = new List<string> { Root };
        for (var index = 0; index < folders.Count; index++)
            folders.AddRange([.. files.ListFolders(folders[index]).Select(name => $"{folders[index]}/{name}")]);
        return folders;
    }

    public Descriptor? Find(ImageReference reference) => TryRead(PathOf(reference));

    /// <summary>Whether an image is kept without a name.</summary>
    public bool IsUntagged(Digest digest) => files.GetLength(UntaggedPath(digest)) is not null;

    /// <summary>When the file of a name was written; null where there is none.</summary>
    public DateTimeOffset? GetWrittenAt(ImageReference reference)
    {
        var path = PathOf(reference);
        return files.List(Path.GetDirectoryName(path)!).Where(file => file.Name == Path.GetFileName(path)).Select(static file => (DateTimeOffset?)file.Modified).FirstOrDefault();
    }

    /// <summary>Gives names to images, or keeps those that come without one; of two that give one name the later wins. An image that loses its last name is kept without one.</summary>
    public void Set(IEnumerable<StoredReference> entries)
    {
        var before = ListFiles().Select(path => (Path: path, Descriptor: TryRead(path))).Where(static file => file.Descriptor is not null).ToDictionary(static file => file.Path, static file => file.Descriptor!);
        var changes = new Dictionary<string, Descriptor>();
        foreach (var (name, descriptor) in entries)
            changes[name is null ? UntaggedPath(descriptor.Digest) : PathOf(name)] = descriptor;
        var after = new Dictionary<string, Descriptor>(before);
        foreach (var (path, descriptor) in changes)
            after[path] = descriptor;
        var named = after.Values.Select(static descriptor => descriptor.Digest).ToHashSet();
        // First, so that at no moment nothing names the image that loses this name.
        Write(changes.Keys.Select(before.GetValueOrDefault).OfType<Descriptor>().Where(replaced => !named.Contains(replaced.Digest)).Select(static replaced => (UntaggedPath(replaced.Digest), replaced)));
        Write(changes.Select(static change => (change.Key, change.Value)));
        foreach (var tagged in changes.Where(static change => IsTagged(change.Key)).Select(static change => change.Value.Digest))
            Forget(tagged);
    }

    /// <summary>Writes the file of a name again.</summary>
    public void Set(string path, Descriptor descriptor) => Write([(path, descriptor)]);

    public bool Remove(ImageReference reference) => Delete(PathOf(reference));

    public bool Forget(Digest untagged) => Delete(UntaggedPath(untagged));

    /// <summary>Whether anything names an image.</summary>
    public bool IsNamed(Digest digest, string? besides = null) => ListFiles().Any(path => path != besides && TryRead(path)?.Digest == digest);

    /// <summary>Reads a reference file; null where there is none.</summary>
    /// <exception cref="ImageFormatException">It holds something else.</exception>
    public Descriptor? TryRead(string path)
    {
        try
        {
            return AtomicFile.TryRead(files, path, MaxRefSize) is { } content ? JsonSerializer.Deserialize(content, OciJson.Relaxed.Descriptor) : null;
        }
        catch (JsonException e)
        {
            throw new ImageFormatException($"The reference file '{path}' does not hold a descriptor: {e.Message} Run slipway fsck.", e);
        }
    }

    /// <summary>The name that a reference file stands for; null where it stands for none.</summary>
    public static ImageReference? NameOf(string path)
    {
        var relative = path[(Root.Length + 1)..];
        var file = Path.GetFileName(relative);
        var slash = relative.IndexOf('/', StringComparison.Ordinal);
        var end = relative.Length - file.Length - 1;
        return slash > 0 && end > slash && file is ['@', ..]
            && RepositoryName.TryParse(relative[(slash + 1)..end], out var repository) && Tag.TryParse(file[1..], out var tag)
                ? ImageReference.Create(relative[..slash], repository, tag)
                : null;
    }

    private static string PathOf(ImageReference reference) => $"{Root}/{reference.Registry}/{reference.Repository}/@{reference.Tag ?? Tag.Latest}";

    private static string UntaggedPath(Digest digest) => $"{UntaggedFolder}/{digest.Algorithm}-{digest.Hex}";

    private void Write(IEnumerable<(string Path, Descriptor Descriptor)> entries) => AtomicFile.WriteAll(files, [.. entries.Select(static entry =>
        (entry.Path, (ReadOnlyMemory<byte>)JsonSerializer.SerializeToUtf8Bytes(entry.Descriptor with { Annotations = null, Platform = null }, OciJson.Relaxed.Descriptor)))]);

    private bool Delete(string path)
    {
        if (!files.Delete(path))
            return false;
        // Before anything is deleted that only this name led to.
        var folder = Path.GetDirectoryName(path)!;
        files.FlushFolder(folder);
        while (folder.Length > Root.Length && files.DeleteFolder(folder))
            folder = Path.GetDirectoryName(folder)!;
        return true;
    }
}
