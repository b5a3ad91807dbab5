// SPDX-License-Identifier: Apache-2.0
using System.Text;
using Slipway.Oci;

namespace Slipway.Containers;

/// <summary>The name of a snapshot.</summary>
/// <param name="Kind">What it was made of.</param>
/// <param name="Digest">The digest that stands for what it holds.</param>
public readonly record struct SnapshotId(SnapshotKind Kind, Digest Digest)
{
    private static readonly string[] Names = ["layer", "layer-above", "step"];

    /// <summary>The snapshot of a layer.</summary>
    public static SnapshotId Layer(DiffId diffId) => new(SnapshotKind.Layer, diffId.Digest);

    /// <summary>The snapshot of a layer that depends on those below it.</summary>
    /// <param name="below">The names of the snapshots below, the topmost first.</param>
    /// <param name="diffId">The layer.</param>
    internal static SnapshotId LayerAbove(IReadOnlyList<string> below, DiffId diffId) =>
        new(SnapshotKind.LayerAbove, Digest.Sha256(Encoding.UTF8.GetBytes(string.Join('\n', below.Prepend(diffId.ToString())))));

    /// <summary>The snapshot of a step.</summary>
    /// <param name="contentKey">The digest of everything the step's result depends on.</param>
    public static SnapshotId Step(Digest contentKey) => new(SnapshotKind.Step, contentKey);

    /// <summary>"layer sha256:…", "layer-above sha256:…" or "step sha256:…".</summary>
    public override string ToString() => $"{KindName} {Digest}";

    internal string FolderName => $"{KindName}.{Digest.Algorithm}.{Digest.Hex}";

    private string KindName => Names[(int)Kind];

    internal static SnapshotId? FromFolderName(string name)
    {
        var parts = name.Split('.');
        return parts.Length == 3 && Array.IndexOf(Names, parts[0]) is >= 0 and var kind && Digest.TryParse($"{parts[1]}:{parts[2]}", out var digest)
            ? new((SnapshotKind)kind, digest) : null;
    }
}
