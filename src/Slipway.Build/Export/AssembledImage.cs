// SPDX-License-Identifier: Apache-2.0
using Slipway.Oci;

namespace Slipway.Build;

/// <summary>A target's image in the store, put together for one output.</summary>
/// <param name="Whole">The manifest, or the index of several platforms.</param>
/// <param name="Platforms">The image of each platform.</param>
/// <param name="ArchiveAnnotations">Annotations of <paramref name="Whole"/> in the index.json of an archive; null is none.</param>
internal sealed record AssembledImage(Descriptor Whole, IReadOnlyList<PlatformResult> Platforms, IReadOnlyDictionary<string, string>? ArchiveAnnotations);
