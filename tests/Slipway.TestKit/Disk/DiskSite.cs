// SPDX-License-Identifier: Apache-2.0
namespace Slipway.TestKit;

/// <summary>One thing that is done to a <see cref="SimulatedDisk"/>.</summary>
/// <param name="Effect">What.</param>
/// <param name="Path">To what; of a rename the new name.</param>
/// <param name="AfterRemoval">Of a folder that is flushed, whether a name was taken from it since it last was.</param>
public readonly record struct DiskSite(DiskEffect Effect, string Path, bool AfterRemoval = false);
