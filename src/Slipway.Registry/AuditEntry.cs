// SPDX-License-Identifier: Apache-2.0
using System.Text.Json;

namespace Slipway.Registry;

/// <summary>A row of the audit log.</summary>
/// <param name="Id">Its number; later rows have larger ones.</param>
/// <param name="Event">What happened.</param>
public sealed record AuditEntry(long Id, RegistryEvent Event)
{
    /// <summary>The entry as one line of JSON: <c>id time event repository digest tags key by address refusal</c>, without those that are not known.</summary>
    public string ToJson() => JsonSerializer.Serialize(AuditLine.Of(this), RegistryJson.Relaxed.AuditLine);
}
