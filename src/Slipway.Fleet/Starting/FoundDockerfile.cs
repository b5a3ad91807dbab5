// SPDX-License-Identifier: Apache-2.0
using Slipway.Dockerfile;

namespace Slipway.Fleet;

/// <summary>A Dockerfile of a tree.</summary>
/// <param name="Path">Its way from the tree's folder, with slashes.</param>
/// <param name="Suffix">What its name says beside <c>Dockerfile</c>: <c>worker</c> of <c>Dockerfile.worker</c>; null is nothing.</param>
/// <param name="Model">What it says.</param>
internal sealed record FoundDockerfile(string Path, string? Suffix, DockerfileModel Model)
{
    /// <summary>Its folder's way, without a slash at the end; empty is the tree's own.</summary>
    internal string Folder => Path.Contains('/', StringComparison.Ordinal) ? Path[..Path.LastIndexOf('/')] : "";
}
