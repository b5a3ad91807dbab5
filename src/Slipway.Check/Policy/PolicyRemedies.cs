// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Check;

/// <summary>What to do where a claim of a policy doesn't hold and its rule says nothing of that.</summary>
internal static class PolicyRemedies
{
    internal static string For(Claim claim) => claim switch
    {
        NotRootClaim or UserClaim => "give the image a USER that it knows",
        LabelClaim => "set the label, by LABEL or --label",
        AnnotationClaim => "set the annotation when the image is built",
        EnvironmentClaim => "mend the variable, by ENV",
        HealthcheckClaim or HealthcheckTestClaim or HealthcheckNumberClaim => "mend the image's HEALTHCHECK",
        PackageClaim { Presence: Presence.Absent } or BuildToolsClaim => "take it out of the image, or build in a stage of its own",
        PackageClaim => "install it in the image",
        FileClaim { Presence: Presence.Absent } => "leave it out of every layer, or remove it in the step that makes it",
        SizeClaim or LayersClaim => "make the image smaller; 'slipway history' shows its layers",
        PlatformClaim => "build the image for that platform too, and bring one index",
        _ => "mend the image and bring it again",
    };
}
