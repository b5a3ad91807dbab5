// SPDX-License-Identifier: Apache-2.0
using Slipway.Native;

namespace Slipway.Build;

/// <summary>One file of a selection.</summary>
/// <param name="Source">Its absolute path in the tree it is copied from, without links.</param>
/// <param name="Relative">Its path below the selection's top; empty for the top itself.</param>
/// <param name="Status">What it was when it was selected.</param>
internal readonly record struct CopyItem(string Source, string Relative, FileStatus Status);
