// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Build;

/// <summary>A file that is other than it was when a step last ran.</summary>
/// <param name="Path">Its path in the context, or in the files it is copied from, without a leading slash.</param>
/// <param name="Change">What became of it.</param>
public sealed record ChangedPath(string Path, PathChange Change);
