// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Distribution;

/// <summary>How images are transferred.</summary>
public sealed record TransferOptions
{
    /// <summary>The defaults.</summary>
    public static TransferOptions Default { get; } = new();

    /// <summary>How many blobs are under way at once, to each place. The default is 4.</summary>
    public int MaxConcurrentBlobs
    {
        get;
        init => field = value >= 1 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "At least one blob is under way at once.");
    } = 4;

    /// <summary>How many images are on their way to one place at once; their blobs share <see cref="MaxConcurrentBlobs"/>. The default is 4.</summary>
    public int MaxConcurrentImages
    {
        get;
        init => field = value >= 1 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "At least one image is under way at once.");
    } = 4;

    /// <summary>How many places, registries mostly, are sent to at once. The default is 4.</summary>
    public int MaxConcurrentPlaces
    {
        get;
        init => field = value >= 1 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "At least one place is sent to at once.");
    } = 4;

    /// <summary>How registries are dealt with.</summary>
    public RegistryClientOptions Registry { get; init; } = RegistryClientOptions.Default;
}
