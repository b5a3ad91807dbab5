// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Build;

/// <summary>A repository in a repository.</summary>
/// <param name="Path">The folder it belongs in, relative and clean.</param>
/// <param name="Remote">Where it is.</param>
/// <param name="Commit">The commit that the outer one holds it at.</param>
internal sealed record GitSubmodule(string Path, GitRemote Remote, string Commit);
