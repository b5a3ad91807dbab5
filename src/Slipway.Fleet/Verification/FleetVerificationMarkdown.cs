// SPDX-License-Identifier: Apache-2.0
using System.Text;
using Slipway.Check;

namespace Slipway.Fleet;

/// <summary>Writes what came of proving claims as Markdown: a table of the targets, one of what doesn't hold, and one of all claims.</summary>
public static class FleetVerificationMarkdown
{
    /// <summary>The document, with a line feed after each line.</summary>
    public static string Write(FleetVerification verification)
    {
        ArgumentNullException.ThrowIfNull(verification);
        var text = new StringBuilder();
        text.Append($"## Claims of {MarkdownText.Cell(verification.Fleet.File.Name?.Value ?? "the fleet")}: {(verification.Holds ? "all hold" : "not all hold")}\n\n");
        text.Append("| | Image | Claims |\n| --- | --- | --- |\n");
        foreach (var target in verification.Targets)
            text.Append($"| {(target.Holds ? "✅" : "❌")} | {MarkdownText.Cell(target.Target.Name)} | {FleetVerificationText.Describe(target)} |\n");
        var other = verification.Findings.Concat(verification.Targets.SelectMany(target => target.Missing)).ToList();
        var broken = Proofs(verification).Where(one => one.Proof.Outcome != ProofOutcome.Proven).ToList();
        if (broken.Count + other.Count > 0)
        {
            text.Append("\n### What does not hold\n\n");
            foreach (var finding in other)
                text.Append($"- {MarkdownText.Cell(finding.Message)} (`{finding.Source.Path}:{finding.Position}`)\n");
            if (other.Count > 0 && broken.Count > 0)
                text.Append('\n');
            if (broken.Count > 0)
                WriteTable(text, broken);
        }
        if (Proofs(verification).Any())
        {
            text.Append("\n<details><summary>Every claim</summary>\n\n");
            WriteTable(text, Proofs(verification));
            text.Append("\n</details>\n");
        }
        return text.ToString();
    }

    private static IEnumerable<(VerifiedTarget Target, Proof Proof)> Proofs(FleetVerification verification) =>
        verification.Targets.SelectMany(target => target.Proofs.Select(proof => (target, proof)));

    private static void WriteTable(StringBuilder text, IEnumerable<(VerifiedTarget Target, Proof Proof)> proofs)
    {
        text.Append("| | Image | Platform | Claim | Found | Off by |\n| --- | --- | --- | --- | --- | --- |\n");
        foreach (var (target, proof) in proofs)
        {
            var mark = proof.Outcome switch { ProofOutcome.Proven => "✅", ProofOutcome.False => "❌", _ => proof.Holds ? "⚠️" : "❔" };
            text.Append($"| {mark} | {MarkdownText.Cell(target.Target.Name)} | {proof.Platform} | {MarkdownText.Cell(proof.Claim.Statement)} | {MarkdownText.Cell(proof.Found)} | {MarkdownText.Cell(proof.Distance ?? "")} |\n");
        }
    }
}
