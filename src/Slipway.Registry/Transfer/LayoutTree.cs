// SPDX-License-Identifier: Apache-2.0
using Slipway.Oci;

namespace Slipway.Registry;

/// <summary>An OCI image layout; nothing is written to it.</summary>
/// <param name="folder">Its folder.</param>
/// <param name="repository">Where everything goes, by its tag alone; null: where its names say.</param>
internal sealed class LayoutTree(ImportFolder folder, RepositoryName? repository) : IImportSource
{
    /// <summary>The file that says what the folder is.</summary>
    public const string Marker = "oci-layout";

    public IEnumerable<ImportedManifest> List(List<ImportProblem> problems)
    {
        var raw = folder.Read("index.json", ManifestBlob.MaxSize) ?? throw new InvalidDataException("The layout has no index.json.");
        var index = ReadIndex(raw);
        foreach (var descriptor in index.Manifests)
        {
            var name = descriptor.Annotations?.GetValueOrDefault(AnnotationKeys.RefName);
            if (ReadName(name) is { } place)
                yield return new(place.Repository, descriptor.Digest, descriptor.MediaType, place.Tag is { } tag ? [tag] : []);
            else
                problems.Add(new(descriptor.Digest.ToString(), name is null ? "the layout gives it no name; say with --repository where it goes" : $"its name '{name}' says no repository; say with --repository where it goes"));
        }
    }

    public Stream? OpenBlob(Digest digest) => folder.Open($"blobs/{digest.Algorithm}/{digest.Hex}");

    public void Dispose() => folder.Dispose();

    private static ImageIndex ReadIndex(byte[] raw)
    {
        try
        {
            return ManifestBlob.Parse(raw, MediaTypes.Index).Index ?? throw new InvalidDataException("The layout's index.json is no index.");
        }
        catch (ImageFormatException e)
        {
            throw new InvalidDataException($"The layout's index.json can't be read: {e.Message}", e);
        }
    }

    // A tag alone, or a reference with or without a host before it.
    private (RepositoryName Repository, Tag? Tag)? ReadName(string? name)
    {
        if (name is null)
            return repository is { } all ? (all, null) : null;
        if (Tag.TryParse(name, out var alone))
            return repository is { } into ? (into, alone) : null;
        if (!ImageReference.TryParse(name, out var reference, out _))
            return null;
        return (repository ?? reference.Repository, reference.Tag);
    }
}
