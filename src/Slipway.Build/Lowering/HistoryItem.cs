// SPDX-License-Identifier: Apache-2.0
using Slipway.Oci;

namespace Slipway.Build;

/// <summary>One line of an image's history before its times are known.</summary>
/// <param name="Entry">The line; without a time where a step makes it.</param>
/// <param name="Layer">The step whose layer it speaks of; null for a line of a base image and for one without a layer.</param>
internal sealed record HistoryItem(HistoryEntry Entry, Vertex? Layer)
{
    /// <summary>The step that composed the image whose time it has, where the time at which its own step ran says nothing; null elsewhere.</summary>
    public Vertex? TimeOf { get; init; }
}
