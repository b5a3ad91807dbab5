// SPDX-License-Identifier: Apache-2.0
using Slipway.Check;
using Slipway.Fleet;

namespace Slipway.Cli.Commands.Policies;

/// <summary>Writes for people what a policy says of an image: a line for each rule, with what isn't as it asks, then the answer.</summary>
internal static class PolicyText
{
    public static void Write(TextWriter writer, PolicyVerdict verdict, TerminalKind terminal, ProofDetail detail)
    {
        foreach (var rule in verdict.Rules)
        {
            writer.Write($"{(rule.Holds ? Paint("✓", "32", terminal) : rule.Severity == PolicySeverity.Warn ? Paint("!", "33", terminal) : Paint("✗", "31;1", terminal))} {rule.Name}\n");
            foreach (var finding in rule.Findings)
                writer.Write($"    {(finding.Platform is null ? "" : $"{finding.Platform}: ")}expected is that {finding.Expected}, found is that {finding.Found}\n    help: {finding.Remedy}\n");
            if (detail == ProofDetail.Problems)
                continue;
            foreach (var proof in rule.Proofs.Where(static proof => proof.Holds))
                writer.Write($"    {proof.Platform}: {proof.Claim.Statement}: {proof.Found}\n");
        }
        writer.Write(verdict.Rules.Count == 0 ? $"no rule is about {verdict.Request.Name} at this door\n" : $"{verdict.Request.Name} {(verdict.IsAdmitted ? "is let in" : "is refused")}\n");
    }

    private static string Paint(string text, string code, TerminalKind terminal) => terminal == TerminalKind.Colour ? $"\x1B[{code}m{text}\x1B[0m" : text;
}
