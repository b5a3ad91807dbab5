// SPDX-License-Identifier: Apache-2.0
using Slipway.Build;

namespace Slipway.Fleet;

/// <summary>How a fleet is built by buildx.</summary>
public sealed record BuildxOptions
{
    /// <summary>The defaults.</summary>
    public static BuildxOptions Default { get; } = new();

    /// <summary>SOURCE_DATE_EPOCH of all targets; a target's own argument of that name takes precedence. Null, the default, keeps times.</summary>
    public DateTimeOffset? SourceDateEpoch { get; init; }

    /// <summary>Caches of BuildKit's that every target takes results from, beside its own. The default is none.</summary>
    public IReadOnlyList<CacheImport> CacheImports { get; init; } = [];

    /// <summary>Where BuildKit's cache of every target is carried, beside its own places. The default is nowhere.</summary>
    public IReadOnlyList<CacheExport> CacheExports { get; init; } = [];
}
