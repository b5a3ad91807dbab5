// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Build;

/// <summary>The output streams of a step.</summary>
public enum StepOutput
{
    /// <summary>Standard output.</summary>
    Out,

    /// <summary>Standard error.</summary>
    Error,
}
