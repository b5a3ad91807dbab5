// SPDX-License-Identifier: Apache-2.0
using Slipway.Dockerfile;
using Slipway.Oci;

namespace Slipway.Check;

/// <summary>What came of proving one claim of one image.</summary>
public sealed record Proof
{
    /// <summary>The claim.</summary>
    public required Claim Claim { get; init; }

    /// <summary>The image that it is about, by its name.</summary>
    public required string Subject { get; init; }

    /// <summary>The platform of the image that was looked at.</summary>
    public required Platform Platform { get; init; }

    /// <summary>What came of it.</summary>
    public required ProofOutcome Outcome { get; init; }

    /// <summary>What was found, or why nothing could be, as a clause.</summary>
    public required string Found { get; init; }

    /// <summary>How far off a false claim is, as a clause; null where that has no measure.</summary>
    public string? Distance { get; init; }

    /// <summary>Whether the image may be published as far as this claim goes: it is proven, or optional and only unprovable.</summary>
    public bool Holds => Outcome == ProofOutcome.Proven || (Outcome == ProofOutcome.Unprovable && Claim.IsOptional);

    /// <summary>
    /// The proof as a finding at the claim's place: an error where the claim doesn't hold, a warning where it is optional and unproven;
    /// null for a proven one.
    /// </summary>
    public Diagnostic? ToDiagnostic()
    {
        if (Outcome == ProofOutcome.Proven)
            return null;
        var message = Outcome == ProofOutcome.False
            ? $"{Subject} for {Platform}: claimed is that {Claim.Statement}, found is that {Found}"
            : $"{Subject} for {Platform}: nothing can prove that {Claim.Statement}: {Found}";
        return new(Claim.Place.Source, Claim.Place.Span, Holds ? Severity.Warning : Severity.Error, message)
        {
            Notes = Distance is null ? [] : [Distance],
            Help = !Holds && Outcome == ProofOutcome.Unprovable && Claim is PackageClaim or CommandClaim or ComparisonClaim or FileContentClaim
                ? "say 'optional: true' beside it if it may stay unproven"
                : null,
        };
    }
}
