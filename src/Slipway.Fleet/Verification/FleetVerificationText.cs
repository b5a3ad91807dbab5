// SPDX-License-Identifier: Apache-2.0
using Slipway.Check;
using Slipway.Dockerfile;

namespace Slipway.Fleet;

/// <summary>Writes what came of proving claims for people: what is wrong with its place in the fleet file, then a line for each target.</summary>
public static class FleetVerificationText
{
    /// <summary>Writes the findings and the lines, each ended by a line feed.</summary>
    /// <param name="writer">Takes the lines; stays open.</param>
    /// <param name="verification">What came of it.</param>
    /// <param name="options">How findings are written.</param>
    public static void Write(TextWriter writer, FleetVerification verification, DiagnosticRenderOptions options)
    {
        ArgumentNullException.ThrowIfNull(writer);
        ArgumentNullException.ThrowIfNull(verification);
        var renderer = new DiagnosticRenderer(options);
        foreach (var diagnostic in verification.Diagnostics)
        {
            renderer.Write(writer, diagnostic);
            writer.Write("\n");
        }
        var width = verification.Targets.Select(target => target.Target.Name.Length).DefaultIfEmpty(0).Max();
        foreach (var target in verification.Targets)
            writer.Write($"{(target.Holds ? "✓" : "✗")} {target.Target.Name.PadRight(width)}  {Describe(target)}\n");
    }

    private static string Describe(VerifiedTarget target)
    {
        if (target.Image is null)
            return "not built";
        var proofs = target.Proofs.ToList();
        if (proofs.Count == 0)
            return "nothing is claimed";
        var words = new List<string> { $"{proofs.Count(proof => proof.Outcome == ProofOutcome.Proven)} of {FleetPlanText.Count(proofs.Count, "claim")} proven" };
        if (proofs.Count(proof => proof.Outcome == ProofOutcome.False) is > 0 and var wrong)
            words.Add($"{wrong} false");
        if (proofs.Count(proof => proof.Outcome == ProofOutcome.Unprovable) is > 0 and var unprovable)
            words.Add($"{unprovable} unprovable");
        return string.Join(", ", words);
    }
}
