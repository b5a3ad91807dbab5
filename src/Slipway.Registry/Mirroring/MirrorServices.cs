// SPDX-License-Identifier: Apache-2.0
using Microsoft.Extensions.Logging;

namespace Slipway.Registry;

/// <summary>What mirrors work with.</summary>
internal sealed record MirrorServices
{
    public required RegistryOptions Options { get; init; }

    public required RegistryStorage Storage { get; init; }

    public required RegistryRules Rules { get; init; }

    public required RegistryMetrics Metrics { get; init; }

    public required IRegistryAudit Audit { get; init; }

    public required TimeProvider Time { get; init; }

    public required ILogger<Mirrors> Log { get; init; }

    /// <summary>Ends with the registry.</summary>
    public required CancellationToken Lifetime { get; init; }

    /// <summary>The time, in milliseconds since 1970.</summary>
    public long Now => Time.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>Counts a request for something of a mirror.</summary>
    /// <param name="repository">Where.</param>
    /// <param name="resource">What it asks for: one of a few words.</param>
    /// <param name="outcome">What came of it.</param>
    public void Count(MirroredRepository repository, string resource, MirrorOutcome outcome) => Metrics.CountMirrored(repository.Options.Upstream, resource, outcome);
}
