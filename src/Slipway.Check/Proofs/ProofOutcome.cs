// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Check;

/// <summary>What came of proving a claim.</summary>
public enum ProofOutcome
{
    /// <summary>It is true.</summary>
    Proven,

    /// <summary>It is false.</summary>
    False,

    /// <summary>Nothing that is at hand can tell.</summary>
    Unprovable,
}
