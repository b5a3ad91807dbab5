// SPDX-License-Identifier: Apache-2.0
using Slipway.Dockerfile;

namespace Slipway.Build;

/// <summary>A tree that COPY reads: a build context with its ignore file, or the files of a stage or image.</summary>
/// <param name="View">The tree.</param>
/// <param name="Name">What messages call it: a folder, or "the stage".</param>
/// <param name="Ignore">What is left out; null is nothing.</param>
/// <param name="IsContext">Whether owners don't count, because they are this machine's.</param>
internal sealed record SourceTree(TreeView View, string Name, DockerIgnore? Ignore, bool IsContext);
