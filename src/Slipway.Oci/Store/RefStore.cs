// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Slipway.Oci.Json;

namespace Slipway.Oci;

/// <summary>
/// The names of a store's images: one small file a tag, <c>refs/&lt;registry&gt;/&lt;repository&gt;/@&lt;tag&gt;</c>, holding a descriptor.
/// What has no name is kept as <c>refs/@untagged/&lt;algorithm&gt;-&lt;hex&gt;</c>. No registry and no path component begins with '@'.
/// </summary>
internal sealed class RefStore(string root)
{
    private const string UntaggedFolder = "@untagged";
    private const int MaxRefSize = 64 * 1024;

    public string Root => root;

    public static bool IsTagged(string relativePath) => !relativePath.StartsWith(UntaggedFolder, StringComparison.Ordinal);

    public IEnumerable<StoredReference> List()
    {
        if (!Directory.Exists(root))
            yield break;
        foreach (var path in Directory.EnumerateFiles(root, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            var relative = Path.GetRelativePath(root, path);
            if (Path.GetFileName(path).StartsWith('.') || !TryRead(path, out var descriptor))
                continue;
            if (!IsTagged(relative))
                yield return new(null, descriptor);
            else if (NameOf(relative) is { } name)
                yield return new(name, descriptor);
        }
    }

    public Descriptor? Find(ImageReference reference) => TryRead(PathOf(reference), out var descriptor) ? descriptor : null;

    public void Set(ImageReference reference, Descriptor descriptor)
    {
        var previous = Find(reference);
        Write(PathOf(reference), descriptor);
        if (previous is not null && previous.Digest != descriptor.Digest)
            Keep(previous);
        Forget(descriptor.Digest);
    }

    public bool Remove(ImageReference reference)
    {
        var path = PathOf(reference);
        if (!File.Exists(path))
            return false;
        File.Delete(path);
        RemoveEmptyFolders(Path.GetDirectoryName(path)!);
        return true;
    }

    public void Keep(Descriptor descriptor)
    {
        if (!List().Any(entry => entry.Descriptor.Digest == descriptor.Digest))
            Write(UntaggedPath(descriptor.Digest), descriptor);
    }

    public void Forget(Digest untagged)
    {
        var path = UntaggedPath(untagged);
        if (File.Exists(path))
            File.Delete(path);
    }

    private string PathOf(ImageReference reference) =>
        Path.Combine(root, reference.Registry, reference.Repository.ToString(), "@" + (reference.Tag ?? Tag.Latest));

    private string UntaggedPath(Digest digest) => Path.Combine(root, UntaggedFolder, $"{digest.Algorithm}-{digest.Hex}");

    private static ImageReference? NameOf(string relative)
    {
        var file = Path.GetFileName(relative);
        var slash = relative.IndexOf('/', StringComparison.Ordinal);
        var end = relative.Length - file.Length - 1;
        return slash > 0 && end > slash && file is ['@', ..]
            && RepositoryName.TryParse(relative[(slash + 1)..end], out var repository) && Tag.TryParse(file[1..], out var tag)
                ? ImageReference.Create(relative[..slash], repository, tag)
                : null;
    }

    private static bool TryRead(string path, [NotNullWhen(true)] out Descriptor? descriptor)
    {
        descriptor = null;
        try
        {
            var file = new FileInfo(path);
            if (!file.Exists)
                return false;
            if (file.Length > MaxRefSize)
                throw new ImageFormatException($"The reference file '{path}' has {file.Length} bytes, more than the {MaxRefSize} that are read.");
            descriptor = JsonSerializer.Deserialize(File.ReadAllBytes(path), OciJson.Relaxed.Descriptor);
            return descriptor is not null;
        }
        catch (FileNotFoundException)
        {
            return false;
        }
        catch (JsonException e)
        {
            throw new ImageFormatException($"The reference file '{path}' does not hold a descriptor: {e.Message}", e);
        }
    }

    private static void Write(string path, Descriptor descriptor) =>
        AtomicFile.Write(path, JsonSerializer.SerializeToUtf8Bytes(descriptor with { Annotations = null, Platform = null }, OciJson.Relaxed.Descriptor));

    // Best effort: a folder that another process just put a tag into isn't empty, and stays.
    private void RemoveEmptyFolders(string folder)
    {
        while (folder.Length > root.Length && !Directory.EnumerateFileSystemEntries(folder).Any())
        {
            try
            {
                Directory.Delete(folder);
            }
            catch (IOException)
            {
                return;
            }
            folder = Path.GetDirectoryName(folder)!;
        }
    }
}
