// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Fleet;

/// <summary>Whether a build uses what earlier builds left.</summary>
public enum CacheUse
{
    /// <summary>It does.</summary>
    Use,

    /// <summary>Each step runs again (<c>no-cache: true</c>).</summary>
    Ignore,
}
