// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Fleet;

/// <summary>The languages of the files that Bake reads.</summary>
public enum BakeSyntax
{
    /// <summary>HCL's native syntax.</summary>
    Hcl,

    /// <summary>HCL's JSON syntax.</summary>
    Json,

    /// <summary>A Compose file.</summary>
    Compose,
}
