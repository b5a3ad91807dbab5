// SPDX-License-Identifier: Apache-2.0
using Slipway.Dockerfile;

namespace Slipway.Fleet;

/// <summary>What came of proving the claims of a fleet's targets.</summary>
/// <param name="Fleet">The fleet.</param>
/// <param name="Targets">The targets that were asked for, in the order of the file.</param>
/// <param name="Findings">What is wrong with claims that concern no single target: names that no image knows.</param>
public sealed record FleetVerification(FleetTargets Fleet, IReadOnlyList<VerifiedTarget> Targets, IReadOnlyList<Diagnostic> Findings)
{
    /// <summary>Whether every claim of every target holds.</summary>
    public bool Holds => Findings.All(diagnostic => diagnostic.Severity != Severity.Error) && Targets.All(target => target.Holds);

    /// <summary>Everything that is wrong, in the order of the file's lines.</summary>
    public IReadOnlyList<Diagnostic> Diagnostics =>
        [.. Targets.SelectMany(target => target.Diagnostics).Concat(Findings).OrderBy(diagnostic => diagnostic.Span.Start)];

    /// <summary>The target of a name, looked at; null if it wasn't asked for.</summary>
    public VerifiedTarget? Find(FleetTarget target) => Targets.FirstOrDefault(verified => ReferenceEquals(verified.Target, target));
}
