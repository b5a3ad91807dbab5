// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Fleet;

/// <summary>Whether a claim must be proven.</summary>
public enum Necessity
{
    /// <summary>It must.</summary>
    Required,

    /// <summary>It may stay unproven where nothing can prove it (<c>optional: true</c>).</summary>
    Optional,
}
