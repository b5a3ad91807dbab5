// SPDX-License-Identifier: Apache-2.0
using Slipway.Containers;
using Slipway.Oci;

namespace Slipway.Build;

/// <summary>Checks each build record.</summary>
internal sealed class RecordCheck(SlipwayHome home, SnapshotStore snapshots, StoreCheckMode mode, List<StoreProblem> found)
{
    private static readonly string[] Kinds = ["steps", "layers", "selections", "slots", "contexts", "trees", "manifests"];

    private readonly BuildCache _cache = new(home);
    private readonly OciLayout? _store = Directory.Exists(home.Store) ? OciLayout.Open(home.Store) : null;

    private IBlobFiles Files => _cache.Records.Files;

    public void Run(CancellationToken cancellationToken)
    {
        // Layers first: a step may lean on them.
        foreach (var path in Kinds.SelectMany(ListBelow).OrderBy(static path => !path.StartsWith("layers/", StringComparison.Ordinal)).ThenBy(static path => path, StringComparer.Ordinal).ToList())
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (Judge(path) is var (kind, message) && message is not null)
                Add(kind, path, message);
        }
    }

    private IEnumerable<string> ListBelow(string folder) =>
        Files.List(folder).Select(file => $"{folder}/{file.Name}").Concat(Files.ListFolders(folder).SelectMany(name => ListBelow($"{folder}/{name}")));

    private (StoreProblemKind Kind, string? Message) Judge(string path)
    {
        if (AtomicFile.IsLeft(Path.GetFileName(path)))
            return (StoreProblemKind.LeftFile, "a build that was killed left it");
        if (!_cache.Records.IsWhole(path))
            return (StoreProblemKind.Record, "it is not whole or of another version; it counts as none");
        return (StoreProblemKind.Record, path.Split('/')[0] switch
        {
            "steps" => _cache.ReadStep(path) is { } step && !IsAtHand(step) ? $"the files of the step's result {step.Result} are gone; the step runs again" : null,
            "layers" => _cache.ReadLayer(path) is { } layer && _store?.Contains(layer.Layer.Digest) != true ? $"the layer {layer.Layer.Digest} is not in the store; it is written again" : null,
            _ => null,
        });
    }

    private bool IsAtHand(StepRecord step)
    {
        if (step.Image is { } image)
            return _store?.FindMissing(image) is null && _store is not null;
        using var snapshot = snapshots.Find(SnapshotId.Step(step.Result));
        return snapshot is not null || _cache.FindLayers(step.Result).Any(layer => _store?.Contains(layer.Layer.Digest) == true);
    }

    private void Add(StoreProblemKind kind, string path, string message)
    {
        var repair = mode == StoreCheckMode.Repair && Files.Delete(path) ? "deleted" : null;
        found.Add(new() { Kind = kind, Severity = ProblemSeverity.Note, Subject = "cache/" + path, Message = message, Repair = repair });
    }
}
