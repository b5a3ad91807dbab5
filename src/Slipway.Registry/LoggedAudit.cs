// SPDX-License-Identifier: Apache-2.0
using Microsoft.Extensions.Logging;

namespace Slipway.Registry;

/// <summary>Writes what is done to the log.</summary>
internal sealed class LoggedAudit(ILogger<LoggedAudit> log) : IRegistryAudit
{
    public void Record(RegistryEvent happened) => Log.Audit(
        log, happened.Kind, happened.Repository?.ToString() ?? happened.Key,
        happened.Tags.Count > 0 ? string.Join(", ", happened.Tags) : happened.Digest?.ToString(),
        happened.By ?? "anonymous", happened.Refusal ?? "done");
}
