// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Distribution;

/// <summary>What to join into one index.</summary>
/// <param name="Sources">Images and indexes, in the order of the index's entries.</param>
/// <param name="Destinations">The names that the index gets; none where it is only made.</param>
public sealed record IndexRequest(IReadOnlyList<ImagePlace> Sources, IReadOnlyList<ImagePlace> Destinations)
{
    /// <summary>Annotations of the index. The default is none.</summary>
    public IReadOnlyDictionary<string, string> Annotations { get; init; } = new Dictionary<string, string>();

    /// <summary>What becomes of two images for one platform. By default they are refused.</summary>
    public SamePlatform SamePlatform { get; init; } = SamePlatform.Refused;
}
