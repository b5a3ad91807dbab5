// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Containers;

/// <summary>What a snapshot was made of.</summary>
public enum SnapshotKind
{
    /// <summary>An unpacked layer; its digest is the layer's DiffId.</summary>
    Layer,

    /// <summary>An unpacked layer that holds things of the layers below as well; its digest stands for all of them.</summary>
    LayerAbove,

    /// <summary>What a step changed; its digest is the step's content key.</summary>
    Step,
}
