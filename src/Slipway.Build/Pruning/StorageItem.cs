// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Build;

/// <summary>One thing that takes room in a home.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Name">What it is called.</param>
/// <param name="Bytes">The room it takes, in bytes; what others hold on to as well is counted at one of them.</param>
/// <param name="LastUsed">When it was used last.</param>
/// <param name="IsInUse">Whether a process or an installed module holds it.</param>
public sealed record StorageItem(StorageKind Kind, string Name, long Bytes, DateTimeOffset LastUsed, bool IsInUse);
