// SPDX-License-Identifier: Apache-2.0
using Slipway.Native;

namespace Slipway.Containers;

/// <summary>Copies files from one tree to another by the rules of <c>docker cp</c>: into a folder that is there, or under a new name; folders are merged, files replaced.</summary>
public static class TreeTransfer
{
    /// <summary>Copies a file, a link or a folder with all it holds.</summary>
    /// <param name="source">What.</param>
    /// <param name="target">Where to.</param>
    /// <param name="link">Whether a link at the source's end is followed.</param>
    /// <param name="owner">Whose the copies are; null keeps whose they were.</param>
    /// <param name="cancellationToken">Stops it; what is copied by then stays.</param>
    /// <returns>The bytes of the files that were copied.</returns>
    /// <exception cref="ContainerException">The source isn't there, or the target can't hold it.</exception>
    /// <exception cref="NativeException">The system refused.</exception>
    public static long Copy(TreePlace source, TreePlace target, FinalLink link, CopyOwner? owner, CancellationToken cancellationToken)
    {
        var from = source.Resolve(source.IsFolder ? FinalLink.Follow : link);
        var status = StatusOf(source, from);
        var to = TargetOf(source, status, target);
        var merge = new TreeMerge(source.Root, target.Root, owner);
        // A folder that only takes what another holds stays as it is.
        return source.IsContent && status.Type == FileType.Directory && target.Root.TryGetStatus(to, FinalLink.Keep) is not null
            ? merge.CopyContent(from, to, cancellationToken) : merge.Copy(from, to, cancellationToken);
    }

    /// <summary>What a source is.</summary>
    /// <exception cref="ContainerException">It isn't there, or isn't the folder that its path says.</exception>
    internal static FileStatus StatusOf(TreePlace source, string path)
    {
        if (source.Root.TryGetStatus(path, FinalLink.Keep) is not { } status)
            throw new ContainerException(ContainerRefusal.NotFound, $"There is no '{source.Shown}'.");
        return status.Type == FileType.Directory || !source.IsFolder ? status : throw new ContainerException(ContainerRefusal.Invalid, $"'{source.Shown}' is no folder.");
    }

    // docker cp's table: what is there at the target, and what the source is.
    private static string TargetOf(TreePlace source, FileStatus status, TreePlace target)
    {
        var path = target.Resolve(FinalLink.Follow);
        switch (target.Root.TryGetStatus(path, FinalLink.Keep)?.Type)
        {
            case FileType.Directory:
                return source.IsContent ? path : System.IO.Path.Combine(path, source.Name);
            case null when target.IsFolder && status.Type != FileType.Directory:
                throw new ContainerException(ContainerRefusal.NotFound, $"There is no folder '{target.Shown}' to copy into.");
            case null when target.Root.TryGetStatus(System.IO.Path.GetDirectoryName(path) ?? "/", FinalLink.Keep) is not { Type: FileType.Directory }:
                throw new ContainerException(ContainerRefusal.NotFound, $"There is no folder that '{target.Shown}' could be in.");
            case null:
                return path;
            default:
                return status.Type == FileType.Directory ? throw new ContainerException(ContainerRefusal.Invalid, $"Cannot copy a folder over the file '{target.Shown}'.")
                    : target.IsFolder ? throw new ContainerException(ContainerRefusal.Invalid, $"'{target.Shown}' is no folder.") : path;
        }
    }
}
