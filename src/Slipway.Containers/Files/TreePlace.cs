// SPDX-License-Identifier: Apache-2.0
using Slipway.Native;

namespace Slipway.Containers;

/// <summary>A path in a tree, as somebody wrote it: behind a slash, or <c>/.</c>, a folder is meant.</summary>
/// <param name="Root">The tree.</param>
/// <param name="Text">The absolute path in it.</param>
/// <param name="Shown">How messages call it.</param>
public sealed record TreePlace(RootedDirectory Root, string Text, string Shown)
{
    /// <summary>Whether what is in the folder is meant, and not the folder.</summary>
    internal bool IsContent => Text.EndsWith("/.", StringComparison.Ordinal) || Path == "/";

    /// <summary>Whether it must be a folder.</summary>
    internal bool IsFolder => IsContent || Text.EndsWith('/');

    /// <summary>The path without what says that a folder is meant.</summary>
    internal string Path { get; } = ContainerPath.Normalize(Text);

    /// <summary>The last part of the path.</summary>
    internal string Name => System.IO.Path.GetFileName(Path);

    /// <summary>The path without links in its folders; with <see cref="FinalLink.Follow"/>, without a link at its end too.</summary>
    internal string Resolve(FinalLink link) => link == FinalLink.Follow || Path == "/"
        ? MountPoints.Resolve(Root, Path) : System.IO.Path.Combine(MountPoints.Resolve(Root, System.IO.Path.GetDirectoryName(Path)!), Name);
}
