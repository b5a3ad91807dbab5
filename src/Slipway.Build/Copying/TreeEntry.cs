// SPDX-License-Identifier: Apache-2.0
using Slipway.Native;

namespace Slipway.Build;

/// <summary>What is at a path of a tree, as far as a step on it counts on it.</summary>
internal readonly record struct TreeEntry(FileType Type, uint UserId, uint GroupId, int Mode, UnixTime Modified);
