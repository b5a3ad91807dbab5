// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Containers;

/// <summary>What is known after a check.</summary>
/// <param name="Status">The health.</param>
/// <param name="FailingStreak">How many checks in a row have failed that count.</param>
/// <param name="Outcome">How the check went.</param>
/// <param name="CheckedAt">When it began.</param>
public sealed record HealthReport(HealthStatus Status, int FailingStreak, ProbeOutcome Outcome, DateTimeOffset CheckedAt)
{
    /// <summary>When the check was over.</summary>
    public DateTimeOffset EndedAt { get; init; } = CheckedAt;
}
