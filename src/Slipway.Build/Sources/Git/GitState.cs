// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Build;

/// <summary>What a ref stands for.</summary>
/// <param name="Object">The commit, or the tag object that leads to one.</param>
/// <param name="Commit">The commit; null where only the repository itself can tell.</param>
/// <param name="Ref">The full name of the ref, <c>refs/heads/main</c>; null where a commit was asked for.</param>
internal sealed record GitState(string Object, string? Commit, string? Ref);
