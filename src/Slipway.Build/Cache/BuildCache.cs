// SPDX-License-Identifier: Apache-2.0
using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Slipway.Oci;

namespace Slipway.Build;

/// <summary>
/// What builds remember, below the home's cache/. Each record is a small file that is there whole or counts as none, for the step can run again
/// (<see cref="RecordFiles"/>).
/// <code>
/// steps/hex/hex.json    content key → result, one file a base     layers/hex/form.json   result → blob
/// selections/hex        selection → digest                        slots/hex.json         slot → fields of the last key
/// contexts/hex          files → digests                           mounts/hex/            cache mounts
/// trees/hex             layer → index of what it holds
/// downloads/hex         remote files, by digest                   downloads/addresses/    address → digest, ETag, time
/// git/hex/              remote repositories                       git/hex.lock            who uses one
/// manifests/hex         selection → its files, to explain misses
/// </code>
/// </summary>
internal sealed class BuildCache
{
    private const int MaxManifests = 400;

    private readonly SlipwayHome _home;

    public BuildCache(SlipwayHome home) : this(home, new(new DiskBlobFiles(home.Cache)))
    {
    }

    public BuildCache(SlipwayHome home, RecordFiles records) => (_home, Records, Trees) = (home, records, new(records));

    /// <summary>The records as files.</summary>
    public RecordFiles Records { get; }

    /// <summary>What layers hold, by their DiffIds.</summary>
    public TreeIndexes Trees { get; }

    /// <summary>Caches from elsewhere; null, the default, is none.</summary>
    public CarriedCaches? Carried { get; set; }

    /// <summary>What selections this build knows the digests of.</summary>
    public ConcurrentDictionary<Digest, Digest> Selections { get; } = new();

    /// <summary>The folder of cache mounts.</summary>
    public string Mounts => Path.Combine(_home.Cache, "mounts");

    /// <summary>The record of a key that was made on a base; null where there is none. It counts as used.</summary>
    public StepRecord? FindStep(Digest key, Digest onBase)
    {
        var record = PeekStep(key, onBase);
        if (record is not null)
            Touch(StepPath(key, onBase));
        return record;
    }

    /// <summary>The same for who only looks.</summary>
    public StepRecord? PeekStep(Digest key, Digest onBase) =>
        Read(StepPath(key, onBase), BuildJson.Default.StepRecord) is { } record && record.Key == key && record.Base == onBase ? record : null;

    /// <summary>Whether a step with this key ever ran, on whichever base.</summary>
    public bool HasStep(Digest key) => Records.Files.List($"steps/{key.Hex}").Any();

    public void SaveStep(StepRecord record) => Write(StepPath(record.Key, record.Base), record, BuildJson.Default.StepRecord);

    /// <summary>The layer of a result in a form; null where none was written.</summary>
    public LayerRecord? FindLayer(Digest result, string form) => Read(LayerPath(result, form), BuildJson.Default.LayerRecord);

    /// <summary>All layers of a result, whatever their form.</summary>
    public IEnumerable<LayerRecord> FindLayers(Digest result) =>
        Records.Files.List($"layers/{result.Hex}").Select(static file => file.Name).Order(StringComparer.Ordinal)
            .Select(name => Read($"layers/{result.Hex}/{name}", BuildJson.Default.LayerRecord)).OfType<LayerRecord>();

    public void SaveLayer(Digest result, string form, LayerRecord record) => Write(LayerPath(result, form), record, BuildJson.Default.LayerRecord);

    /// <summary>The digest that a selection had in a result that never changes; null where it wasn't computed yet.</summary>
    public Digest? FindSelection(Digest selection)
    {
        if (Records.Find(SelectionPath(selection)) is { } text && Digest.TryParse(Encoding.ASCII.GetString(text.Span), out var own))
        {
            Touch(SelectionPath(selection));
            return Selections[selection] = own;
        }
        if (Carried?.FindSelection(selection) is not { } digest)
            return null;
        SaveSelection(selection, digest);
        return digest;
    }

    public void SaveSelection(Digest selection, Digest digest)
    {
        Selections[selection] = digest;
        Records.Save(SelectionPath(selection), Encoding.ASCII.GetBytes(digest.ToString()));
    }

    /// <summary>What a selection held when its digest was computed; null where that isn't kept.</summary>
    public SelectionManifest? FindManifest(Digest selection) =>
        Records.Find(ManifestPath(selection)) is { } packed ? SelectionManifest.TryRead(packed.ToArray()) : null;

    /// <summary>Keeps what a selection held; only the latest few are kept.</summary>
    public void SaveManifest(Digest selection, SelectionManifest manifest)
    {
        if (Records.Files.GetLength(ManifestPath(selection)) is not null || manifest.TryWrite() is not { } bytes)
            return;
        Records.Save(ManifestPath(selection), bytes);
        var kept = Records.Files.List("manifests").ToList();
        if (kept.Count <= MaxManifests)
            return;
        foreach (var old in kept.OrderBy(static file => file.Modified).Take(kept.Count - (MaxManifests / 2)))
            Records.Files.Delete($"manifests/{old.Name}");
    }

    public SlotRecord? FindSlot(string slot) => Read(SlotPath(slot), BuildJson.Default.SlotRecord);

    public void SaveSlot(string slot, SlotRecord record) => Write(SlotPath(slot), record, BuildJson.Default.SlotRecord);

    /// <summary>The step record of a file; null where it is none.</summary>
    public StepRecord? ReadStep(string path) => Read(path, BuildJson.Default.StepRecord);

    /// <summary>The layer record of a file; null where it is none.</summary>
    public LayerRecord? ReadLayer(string path) => Read(path, BuildJson.Default.LayerRecord);

    private void Touch(string path) => LastUse.Touch(Path.Combine(_home.Cache, path));

    private static string StepPath(Digest key, Digest onBase) => $"steps/{key.Hex}/{onBase.Hex}.json";

    private static string LayerPath(Digest result, string form) => $"layers/{result.Hex}/{form}.json";

    private static string ManifestPath(Digest selection) => $"manifests/{selection.Hex}";

    private static string SelectionPath(Digest selection) => $"selections/{selection.Hex}";

    private static string SlotPath(string slot) => $"slots/{Digest.Sha256(Encoding.UTF8.GetBytes(slot)).Hex}.json";

    private T? Read<T>(string path, JsonTypeInfo<T> type) where T : class
    {
        try
        {
            return Records.Find(path) is { } body ? JsonSerializer.Deserialize(body.Span, type) : null;
        }
        catch (JsonException)
        {
            return null; // of another version of ours
        }
    }

    private void Write<T>(string path, T record, JsonTypeInfo<T> type) => Records.Save(path, JsonSerializer.SerializeToUtf8Bytes(record, type));
}
