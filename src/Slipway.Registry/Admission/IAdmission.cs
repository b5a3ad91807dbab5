// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Registry;

/// <summary>Judges images at the registry's door: asked when a tag is about to be set, so that blobs, manifests by digest and proofs can come first.</summary>
public interface IAdmission
{
    /// <summary>Judges. An exception is answered as an error of the registry's own, and nothing is tagged.</summary>
    ValueTask<AdmissionVerdict> JudgeAsync(AdmissionRequest request, CancellationToken cancellationToken);
}
