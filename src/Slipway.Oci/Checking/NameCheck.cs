// SPDX-License-Identifier: Apache-2.0
using System.Text.Json;
using Slipway.Oci.Json;

namespace Slipway.Oci;

/// <summary>Checks the layout's marker, the names and the index that is derived of them, for who holds the lock of names.</summary>
internal sealed class NameCheck(OciLayout store, StoreCheckMode mode, List<StoreProblem> found)
{
    private const int MaxIndexSize = 256 * 1024 * 1024;

    private IBlobFiles Files => store.Files;

    private bool Repairs => mode == StoreCheckMode.Repair;

    /// <summary>Checks them.</summary>
    /// <returns>The names that can be read, mended ones among them.</returns>
    public IReadOnlyList<StoredReference> Run()
    {
        CheckMarker();
        var index = ReadIndex();
        var names = ReadNames(index);
        CheckIndex(index, names);
        CheckChange();
        return names;
    }

    private void CheckMarker()
    {
        var content = MarkerFile.TryRead(Files);
        var version = content is null ? null : MarkerFile.TryParse(content);
        if (version == MarkerFile.Version)
            return;
        var isOther = version is not null;
        if (Repairs && !isOther)
            MarkerFile.Write(Files);
        Add(StoreProblemKind.Marker, LayoutPaths.Marker, isOther ? $"it says image layout version '{version}', and only {MarkerFile.Version} is known"
            : content is null ? "it is missing, so that no tool takes the folder for an image layout" : $"it does not say an image layout version in its {content.Length} bytes",
            Repairs && !isOther ? "written again" : null);
    }

    private ImageIndex? ReadIndex()
    {
        try
        {
            return AtomicFile.TryRead(Files, LayoutPaths.Index, MaxIndexSize) is { } content ? JsonSerializer.Deserialize(content, OciJson.Relaxed.ImageIndex) : null;
        }
        catch (Exception problem) when (problem is JsonException or ArgumentOutOfRangeException or ImageFormatException)
        {
            return null;
        }
    }

    private List<StoredReference> ReadNames(ImageIndex? index)
    {
        var names = new List<StoredReference>();
        foreach (var path in store.References.ListFiles().ToList())
        {
            var name = RefStore.IsTagged(path) ? RefStore.NameOf(path) : null;
            if (RefStore.IsTagged(path) && name is null)
                Add(StoreProblemKind.Reference, path, "its path is not the name of an image", MoveAside(path));
            else if (Read(path) is { } descriptor)
                names.Add(new(name, descriptor));
            else
                MendName(path, name, index, names);
        }
        foreach (var path in store.References.Folders().SelectMany(folder => Files.List(folder).Where(static file => AtomicFile.IsLeft(file.Name)).Select(file => $"{folder}/{file.Name}")).ToList())
        {
            if (Repairs)
                Files.Delete(path);
            Add(StoreProblemKind.LeftFile, path, "a process that set a name was killed and left it", Repairs ? "deleted" : null, ProblemSeverity.Note);
        }
        return names;
    }

    private Descriptor? Read(string path)
    {
        try
        {
            return store.References.TryRead(path);
        }
        catch (Exception problem) when (problem is ImageFormatException or ArgumentOutOfRangeException)
        {
            return null;
        }
    }

    // The index says the same again; without it the name is lost, and what is left of its file is kept for whoever wants to look.
    private void MendName(string path, ImageReference? name, ImageIndex? index, List<StoredReference> names)
    {
        var known = name is null ? null : index?.Manifests.FirstOrDefault(entry => entry.RefName == name.ToString());
        if (known is not null)
            names.Add(new(name, known with { Annotations = null, Platform = null }));
        if (known is not null && Repairs)
            store.References.Set(path, known);
        Add(StoreProblemKind.Reference, path, $"the file of the name '{name?.Familiar ?? "(none)"}' does not hold a descriptor",
            known is null ? MoveAside(path) : Repairs ? $"written again from {LayoutPaths.Index}: {known.Digest}" : null);
    }

    private void CheckIndex(ImageIndex? index, List<StoredReference> names)
    {
        var derived = LayoutIndex.Of(names);
        var there = AtomicFile.TryRead(Files, LayoutPaths.Index, MaxIndexSize);
        if (there is not null && derived.Span.SequenceEqual(there))
            return;
        if (Repairs)
            AtomicFile.Write(Files, LayoutPaths.Index, derived);
        var message = there is null ? "it is missing" : index is null ? $"it is not an index in its {there.Length} bytes" : $"it is not what the names say: {Difference(index, names)}";
        Add(StoreProblemKind.Index, LayoutPaths.Index, message, Repairs ? "written again from the names" : null);
    }

    private static string Difference(ImageIndex index, List<StoredReference> names)
    {
        var listed = index.Manifests.Select(static entry => (Name: entry.RefName ?? "an image without a name", entry.Digest)).ToHashSet();
        var right = names.Select(static entry => (Name: entry.Name?.ToString() ?? "an image without a name", entry.Descriptor.Digest)).ToHashSet();
        var differences = right.Except(listed).Select(static entry => $"it lacks {entry.Name} ({entry.Digest.ShortHex})")
            .Concat(listed.Except(right).Select(static entry => $"it has {entry.Name} ({entry.Digest.ShortHex})")).Take(5).ToList();
        return differences.Count > 0 ? string.Join(", ", differences) : "its bytes differ";
    }

    private void CheckChange()
    {
        if (Files.GetLength(LayoutPaths.NamesChanging) is null)
            return;
        if (Repairs)
            NameChanges.Finish(Files, store.References, store.DeriveIndex);
        Add(StoreProblemKind.UnfinishedChange, LayoutPaths.NamesChanging, "a process that changed names was killed; the next command that changes one finishes its work",
            Repairs ? "finished" : null, ProblemSeverity.Note);
    }

    private string? MoveAside(string path) => Repairs ? Quarantine.Take(Files, path, path.Replace('/', '+')) : null;

    private void Add(StoreProblemKind kind, string subject, string message, string? repair, ProblemSeverity severity = ProblemSeverity.Error) =>
        found.Add(new() { Kind = kind, Severity = severity, Subject = subject, Message = message, Repair = repair });
}
