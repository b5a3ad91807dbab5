// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Registry;

/// <summary>Admits everything.</summary>
internal sealed class OpenAdmission : IAdmission
{
    public ValueTask<AdmissionVerdict> JudgeAsync(AdmissionRequest request, CancellationToken cancellationToken) => new(AdmissionVerdict.Admitted);
}
