// SPDX-License-Identifier: Apache-2.0
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Slipway.Oci;

namespace Slipway.Build;

/// <summary>
/// What builds remember, below the home's cache/. Each record is a small file that is there whole or not at all; one that can't be read counts as
/// none, for the step can run again.
/// <code>
/// steps/hex/hex.json    content key → result, one file a base     layers/hex/form.json   result → blob
/// selections/hex        selection → digest                        slots/hex.json         slot → fields of the last key
/// contexts/hex.json     files → digests                           mounts/hex/            cache mounts
/// trees/hex             layer → index of what it holds
/// </code>
/// </summary>
internal sealed class BuildCache(SlipwayHome home)
{
    private const int MaxRecordBytes = 4 * 1024 * 1024;

    /// <summary>What layers hold, by their DiffIds.</summary>
    public TreeIndexes Trees { get; } = new(Path.Combine(home.Cache, "trees"));

    /// <summary>The folder of cache mounts.</summary>
    public string Mounts => Path.Combine(home.Cache, "mounts");

    /// <summary>The record of a key that was made on a base; null where there is none.</summary>
    public StepRecord? FindStep(Digest key, Digest onBase) =>
        Read(StepPath(key, onBase), BuildJson.Default.StepRecord) is { } record && record.Key == key && record.Base == onBase ? record : null;

    /// <summary>Whether a step with this key ever ran, on whichever base.</summary>
    public bool HasStep(Digest key) => Directory.Exists(Path.Combine(home.Cache, "steps", key.Hex));

    public void SaveStep(StepRecord record) => Write(StepPath(record.Key, record.Base), record, BuildJson.Default.StepRecord);

    /// <summary>The layer of a result in a form; null where none was written.</summary>
    public LayerRecord? FindLayer(Digest result, string form) => Read(LayerPath(result, form), BuildJson.Default.LayerRecord);

    /// <summary>All layers of a result, whatever their form.</summary>
    public IEnumerable<LayerRecord> FindLayers(Digest result)
    {
        var folder = Path.Combine(home.Cache, "layers", result.Hex);
        return !Directory.Exists(folder) ? []
            : Directory.EnumerateFiles(folder, "*.json").Order(StringComparer.Ordinal).Select(path => Read(path, BuildJson.Default.LayerRecord)).OfType<LayerRecord>();
    }

    public void SaveLayer(Digest result, string form, LayerRecord record) => Write(LayerPath(result, form), record, BuildJson.Default.LayerRecord);

    /// <summary>The digest that a selection had in a result that never changes; null where it wasn't computed yet.</summary>
    public Digest? FindSelection(Digest selection)
    {
        try
        {
            return Digest.TryParse(File.ReadAllText(SelectionPath(selection)), out var digest) ? digest : null;
        }
        catch (IOException)
        {
            return null;
        }
    }

    public void SaveSelection(Digest selection, Digest digest) => AtomicFile.Write(SelectionPath(selection), Encoding.ASCII.GetBytes(digest.ToString()));

    public SlotRecord? FindSlot(string slot) => Read(SlotPath(slot), BuildJson.Default.SlotRecord);

    public void SaveSlot(string slot, SlotRecord record) => Write(SlotPath(slot), record, BuildJson.Default.SlotRecord);

    private string StepPath(Digest key, Digest onBase) => Path.Combine(home.Cache, "steps", key.Hex, onBase.Hex + ".json");

    private string LayerPath(Digest result, string form) => Path.Combine(home.Cache, "layers", result.Hex, form + ".json");

    private string SelectionPath(Digest selection) => Path.Combine(home.Cache, "selections", selection.Hex);

    private string SlotPath(string slot) => Path.Combine(home.Cache, "slots", Digest.Sha256(Encoding.UTF8.GetBytes(slot)).Hex + ".json");

    private static T? Read<T>(string path, JsonTypeInfo<T> type) where T : class
    {
        try
        {
            var file = new FileInfo(path);
            return file.Exists && file.Length <= MaxRecordBytes ? JsonSerializer.Deserialize(File.ReadAllBytes(path), type) : null;
        }
        catch (Exception problem) when (problem is IOException or JsonException)
        {
            return null;
        }
    }

    private static void Write<T>(string path, T record, JsonTypeInfo<T> type) => AtomicFile.Write(path, JsonSerializer.SerializeToUtf8Bytes(record, type));
}
