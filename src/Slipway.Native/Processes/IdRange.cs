// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Native;

/// <summary>A run of user or group ids, and what they are in the user namespace above.</summary>
/// <param name="Inside">The first id in this namespace.</param>
/// <param name="Outside">The first id in the namespace above.</param>
/// <param name="Count">How many there are.</param>
public readonly record struct IdRange(uint Inside, uint Outside, uint Count);
