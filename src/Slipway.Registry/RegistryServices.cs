// SPDX-License-Identifier: Apache-2.0
using Microsoft.Extensions.Logging;

namespace Slipway.Registry;

/// <summary>What endpoints work with.</summary>
internal sealed record RegistryServices
{
    public required RegistryOptions Options { get; init; }

    public required RegistryStorage Storage { get; init; }

    public required RegistryAccess Access { get; init; }

    /// <summary>The mirrors; null where there are none.</summary>
    public Mirrors? Mirrors { get; init; }

    public required IAdmission Admission { get; init; }

    public required IRegistryAudit Audit { get; init; }

    public required TimeProvider Time { get; init; }

    public required ILoggerFactory Loggers { get; init; }

    /// <summary>Takes note of a refusal, in the audit log and for whoever listens.</summary>
    public async Task RefuseAsync(RegistryEvent refusal, CancellationToken cancellationToken)
    {
        await Storage.Audit.AddAsync(refusal, cancellationToken);
        Audit.Record(refusal);
    }
}
