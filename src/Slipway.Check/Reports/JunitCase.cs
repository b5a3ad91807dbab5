// SPDX-License-Identifier: Apache-2.0
using Slipway.Dockerfile;

namespace Slipway.Check;

/// <summary>A case of JUnit's.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Kind"><c>failure</c>, <c>error</c> or <c>skipped</c>; null where it passed.</param>
/// <param name="Message">What is wrong, on one line.</param>
/// <param name="Detail">The same at length.</param>
public sealed record JunitCase(string Name, string? Kind, string Message, string Detail)
{
    /// <summary>A proof: a false claim is a failure, an unprovable one an error, or skipped where it is optional.</summary>
    public static JunitCase Of(Proof proof)
    {
        ArgumentNullException.ThrowIfNull(proof);
        var name = $"{proof.Claim.Word}: {proof.Claim.Statement}";
        var detail = $"{proof.Claim.Place}\nclaimed: {proof.Claim.Statement}\nfound: {proof.Found}{(proof.Distance is null ? "" : $"\n{proof.Distance}")}";
        return proof.Outcome switch
        {
            ProofOutcome.Proven => new(name, null, "", ""),
            ProofOutcome.False => new(name, "failure", proof.Found, detail),
            _ => new(name, proof.Holds ? "skipped" : "error", proof.Found, detail),
        };
    }

    /// <summary>Something that is wrong and no proof says.</summary>
    public static JunitCase Of(Diagnostic finding)
    {
        ArgumentNullException.ThrowIfNull(finding);
        return new(finding.Message, "error", finding.Message, $"{finding.Source.Path}:{finding.Position}{(finding.Help is null ? "" : $"\n{finding.Help}")}");
    }
}
