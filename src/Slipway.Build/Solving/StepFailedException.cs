// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Build;

/// <summary>A vertex, or one it needs, failed; what needs it fails with the same failure.</summary>
internal sealed class StepFailedException(BuildFailure failure) : Exception(failure.Message)
{
    public BuildFailure Failure { get; } = failure;
}
