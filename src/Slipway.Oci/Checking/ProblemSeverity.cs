// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Oci;

/// <summary>How bad a finding of a check is.</summary>
public enum ProblemSeverity
{
    /// <summary>It costs room or time and nothing else.</summary>
    Note,

    /// <summary>Something that was there is lost or wrong.</summary>
    Error,
}
