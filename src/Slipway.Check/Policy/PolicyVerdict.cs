// SPDX-License-Identifier: Apache-2.0
using System.Globalization;

namespace Slipway.Check;

/// <summary>Whether an image is let in.</summary>
/// <param name="Request">The image.</param>
/// <param name="Rules">What came of each rule that is about it, in the order of the policy.</param>
public sealed record PolicyVerdict(PolicyRequest Request, IReadOnlyList<JudgedRule> Rules)
{
    private const int MostTold = 4;

    /// <summary>Whether it is.</summary>
    public bool IsAdmitted => Refusals.Count == 0;

    /// <summary>Why it is not.</summary>
    public IReadOnlyList<PolicyFinding> Refusals => [.. Of(PolicySeverity.Refuse)];

    /// <summary>What who brings it should know.</summary>
    public IReadOnlyList<PolicyFinding> Warnings => [.. Of(PolicySeverity.Warn)];

    /// <summary>The refusals as one clause, the first four of them in words; null where there is none.</summary>
    public string? Reason => Refusals is not { Count: > 0 } all ? null
        : $"the policy refuses {Request.Name}: " + string.Join("; ", all.Take(MostTold))
            + (all.Count > MostTold ? string.Create(CultureInfo.InvariantCulture, $"; and {all.Count - MostTold} more") : "");

    private IEnumerable<PolicyFinding> Of(PolicySeverity severity) => Rules.SelectMany(rule => rule.Findings).Where(finding => finding.Severity == severity);
}
