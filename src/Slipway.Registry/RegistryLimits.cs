// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Registry;

/// <summary>The most of everything that the registry takes from a client.</summary>
public sealed record RegistryLimits
{
    /// <summary>The limits used where nothing else is said.</summary>
    public static RegistryLimits Default { get; } = new();

    /// <summary>The largest blob, in bytes. The default is 100 GiB.</summary>
    public long MaxBlobSize { get; init => field = AtLeastOne(value); } = 100L << 30;

    /// <summary>How many uploads may be unfinished at once, all clients together. The default is 10 000.</summary>
    public int MaxUploads { get; init => field = (int)AtLeastOne(value); } = 10_000;

    /// <summary>How many of those one user may have. The default is 1000.</summary>
    public int MaxUploadsPerUser { get; init => field = (int)AtLeastOne(value); } = 1000;

    /// <summary>How long an unfinished upload is kept. The default is 24 hours.</summary>
    public TimeSpan UploadLifetime { get; init => field = value > TimeSpan.Zero ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "An upload lives longer than nothing."); } = TimeSpan.FromHours(24);

    /// <summary>The most entries that a page of tags or repositories has, whatever is asked for. The default is 1000.</summary>
    public int MaxPageSize { get; init => field = (int)AtLeastOne(value); } = 1000;

    private static long AtLeastOne(long value) => value >= 1 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "A limit is at least 1.");
}
