// SPDX-License-Identifier: Apache-2.0
using Microsoft.Extensions.Logging;

namespace Slipway.Registry;

/// <summary>What endpoints work with.</summary>
internal sealed record RegistryServices
{
    public required RegistryOptions Options { get; init; }

    public required RegistryStorage Storage { get; init; }

    public required RegistryAccess Access { get; init; }

    public required IAdmission Admission { get; init; }

    public required IRegistryAudit Audit { get; init; }

    public required TimeProvider Time { get; init; }

    public required ILoggerFactory Loggers { get; init; }
}
