// SPDX-License-Identifier: Apache-2.0
using Slipway.Oci;

namespace Slipway.Containers;

/// <summary>The name of a snapshot.</summary>
/// <param name="Kind">What it was made of.</param>
/// <param name="Digest">The digest that stands for what it holds.</param>
public readonly record struct SnapshotId(SnapshotKind Kind, Digest Digest)
{
    /// <summary>The snapshot of a layer.</summary>
    public static SnapshotId Layer(DiffId diffId) => new(SnapshotKind.Layer, diffId.Digest);

    /// <summary>The snapshot of a step.</summary>
    /// <param name="contentKey">The digest of everything the step's result depends on.</param>
    public static SnapshotId Step(Digest contentKey) => new(SnapshotKind.Step, contentKey);

    /// <summary>"layer sha256:…" or "step sha256:…".</summary>
    public override string ToString() => $"{(Kind == SnapshotKind.Layer ? "layer" : "step")} {Digest}";

    internal string FolderName => $"{(Kind == SnapshotKind.Layer ? "layer" : "step")}-{Digest.Algorithm}-{Digest.Hex}";

    internal static SnapshotId? FromFolderName(string name)
    {
        var kind = name.StartsWith("layer-", StringComparison.Ordinal) ? SnapshotKind.Layer : SnapshotKind.Step;
        var parts = name.Split('-');
        return parts.Length == 3 && parts[0] is "layer" or "step" && Digest.TryParse($"{parts[1]}:{parts[2]}", out var digest) ? new(kind, digest) : null;
    }
}
