// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Registry;

/// <summary>A row of the audit log.</summary>
/// <param name="Id">Its number; later rows have larger ones.</param>
/// <param name="Event">What happened.</param>
public sealed record AuditEntry(long Id, RegistryEvent Event);
