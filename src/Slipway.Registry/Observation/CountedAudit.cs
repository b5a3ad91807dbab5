// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Registry;

/// <summary>Counts what happens, and passes it on.</summary>
internal sealed class CountedAudit(RegistryMetrics metrics, IRegistryAudit next) : IRegistryAudit
{
    public void Record(RegistryEvent happened)
    {
        metrics.Count(happened);
        next.Record(happened);
    }
}
