// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Containers;

/// <summary>What a snapshot was made of.</summary>
public enum SnapshotKind
{
    /// <summary>An unpacked layer; its digest is the layer's DiffId.</summary>
    Layer,

    /// <summary>What a step changed; its digest is the step's content key.</summary>
    Step,
}
