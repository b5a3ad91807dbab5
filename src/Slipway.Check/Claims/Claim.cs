// SPDX-License-Identifier: Apache-2.0
using Slipway.Oci;

namespace Slipway.Check;

/// <summary>
/// One thing that is said of an image and can be proven or not. The kinds of claims are closed: they are in the files of this folder whose
/// names end in <c>Claims</c>.
/// </summary>
/// <param name="Place">Where it is said.</param>
public abstract record Claim(SourcePlace Place)
{
    /// <summary>Whether the claim may stay unproven where nothing can prove it. A claim that is false is false all the same.</summary>
    public bool IsOptional { get; init; }

    /// <summary>The one platform whose image it is about; null is each platform of the image.</summary>
    public Platform? OnlyOn { get; init; }

    /// <summary>Whether what is in the layers decides it, or what the configuration and the manifest say is enough.</summary>
    internal bool AsksForLayers => this is not (EntryClaim or WorkdirClaim or PortClaim or VolumeClaim or HealthcheckClaim or HealthcheckTestClaim or HealthcheckNumberClaim
        or EntrypointClaim or CmdClaim or StopSignalClaim or LayersClaim or PlatformClaim or SizeClaim { Measure: SizeMeasure.Compressed });

    /// <summary>The word of the fleet file that it stands under, such as <c>labels</c>.</summary>
    public abstract string Word { get; }

    /// <summary>The claim as a clause: <c>label 'queue.backend' is 'redis'</c>.</summary>
    public abstract string Statement { get; }
}
