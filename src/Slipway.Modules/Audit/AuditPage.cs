// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Modules;

/// <summary>A page of the audit log, newest first.</summary>
/// <param name="Data">The entries.</param>
/// <param name="Meta">Which page.</param>
/// <param name="Filters">What was asked for.</param>
public sealed record AuditPage(IReadOnlyList<AuditEntry> Data, PageMeta Meta, IReadOnlyDictionary<string, string?> Filters);
