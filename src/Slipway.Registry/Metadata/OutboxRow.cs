// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Registry;

/// <summary>Something that waits to be told.</summary>
/// <param name="Id">Its number in the outbox.</param>
/// <param name="Attempts">How often it was tried in vain.</param>
/// <param name="Entry">What happened.</param>
internal sealed record OutboxRow(long Id, int Attempts, AuditEntry Entry);
