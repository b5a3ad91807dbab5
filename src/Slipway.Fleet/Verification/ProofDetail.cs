// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Fleet;

/// <summary>How much the text of a verification says.</summary>
public enum ProofDetail
{
    /// <summary>What doesn't hold, and a line for each target.</summary>
    Problems,

    /// <summary>Each claim as well, with what was found.</summary>
    Claims,
}
