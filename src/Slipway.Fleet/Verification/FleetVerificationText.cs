// SPDX-License-Identifier: Apache-2.0
using Slipway.Check;
using Slipway.Dockerfile;

namespace Slipway.Fleet;

/// <summary>Writes what came of proving claims for people: what is wrong with its place in the fleet file, then a line for each target.</summary>
public static class FleetVerificationText
{
    private const string Green = "32", Red = "31;1", Yellow = "33";

    /// <summary>Writes the findings and the lines, each ended by a line feed.</summary>
    /// <param name="writer">Takes the lines; stays open.</param>
    /// <param name="verification">What came of it.</param>
    /// <param name="options">How findings are written.</param>
    /// <param name="detail">How much is said.</param>
    public static void Write(TextWriter writer, FleetVerification verification, DiagnosticRenderOptions options, ProofDetail detail = ProofDetail.Problems)
    {
        ArgumentNullException.ThrowIfNull(writer);
        ArgumentNullException.ThrowIfNull(verification);
        ArgumentNullException.ThrowIfNull(options);
        var renderer = new DiagnosticRenderer(options);
        foreach (var diagnostic in verification.Diagnostics)
        {
            renderer.Write(writer, diagnostic);
            writer.Write("\n");
        }
        var width = verification.Targets.Select(target => target.Target.Name.Length).DefaultIfEmpty(0).Max();
        foreach (var target in verification.Targets)
        {
            writer.Write($"{(target.Holds ? Paint("✓", Green, options) : Paint("✗", Red, options))} {target.Target.Name.PadRight(width)}  {Describe(target)}\n");
            if (detail == ProofDetail.Claims)
                WriteClaims(writer, target, options);
        }
    }

    /// <summary>What came of a target's claims: <c>9 of 12 claims proven, 3 false</c>.</summary>
    internal static string Describe(VerifiedTarget target)
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

    private static void WriteClaims(TextWriter writer, VerifiedTarget target, DiagnosticRenderOptions options)
    {
        foreach (var platform in target.Platforms)
        {
            if (target.Platforms.Count > 1)
                writer.Write($"  {platform.Platform}\n");
            foreach (var proof in platform.Proofs)
            {
                var distance = proof.Distance is null ? "" : $" ({proof.Distance})";
                writer.Write($"    {Mark(proof, options)} {proof.Claim.Word}: {proof.Claim.Statement}: {proof.Found}{distance}\n");
            }
        }
    }

    private static string Mark(Proof proof, DiagnosticRenderOptions options) => proof.Outcome switch
    {
        ProofOutcome.Proven => Paint("✓", Green, options),
        ProofOutcome.False => Paint("✗", Red, options),
        _ => Paint("?", Yellow, options),
    };

    private static string Paint(string text, string code, DiagnosticRenderOptions options) => options.Color ? $"\x1B[{code}m{text}\x1B[0m" : text;
}
