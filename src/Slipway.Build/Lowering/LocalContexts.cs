// SPDX-License-Identifier: Apache-2.0
using Slipway.Dockerfile;
using Slipway.Native;
using Slipway.Oci;

namespace Slipway.Build;

/// <summary>Opens build contexts: each folder with the ignore file that counts for it.</summary>
/// <param name="home">What lies in it was fetched for a build and not written by who builds: a link in it leads nowhere else, and owners are what was fetched.</param>
internal sealed class LocalContexts(SlipwayHome home)
{
    private const int MaxIgnoreBytes = SourceText.MaxBytes;
    private const string IgnoreFile = ".dockerignore";

    private readonly Dictionary<(string Folder, string? File), ContextOperation> _contexts = [];

    /// <summary>A folder as a target sees it.</summary>
    /// <exception cref="DefinitionException">It isn't there, or its ignore file cannot be read.</exception>
    public ContextOperation Open(BuildTarget target, string folder)
    {
        // The Dockerfile's own ignore file is for the build context; a named context has its own.
        var dockerfile = folder == target.Context ? (target.Source as DockerfileSource)?.File : null;
        if (_contexts.TryGetValue((folder, dockerfile), out var known))
            return known;
        if (!Directory.Exists(folder))
            throw new DefinitionException($"the build context '{folder}' of '{target.Name}' is not a folder");
        var isFetched = folder.StartsWith(home.Snapshots + "/", StringComparison.Ordinal);
        return _contexts[(folder, dockerfile)] = ReadIgnoreFile(folder, dockerfile, isFetched) with { KeepsOwners = isFetched };
    }

    private static ContextOperation ReadIgnoreFile(string folder, string? dockerfile, bool isFetched)
    {
        var beside = dockerfile is null ? null
            : dockerfile.StartsWith(folder + "/", StringComparison.Ordinal) ? TryRead(folder, dockerfile[(folder.Length + 1)..] + IgnoreFile)
            : isFetched ? null
            : TryRead(Path.GetDirectoryName(dockerfile)!, Path.GetFileName(dockerfile) + IgnoreFile);
        return (beside ?? TryRead(folder, IgnoreFile)) is not { } text ? new(folder, null, null)
            : DockerIgnore.Parse(text) is { Diagnostics.Count: 0 } ignore ? new(folder, text.Text, ignore)
            : throw new DefinitionException(DockerIgnore.Parse(text).Diagnostics);
    }

    // The folder may be somebody else's: links in it end there, and what is no file is none.
    private static SourceText? TryRead(string folder, string name)
    {
        var path = Path.Combine(folder, name);
        try
        {
            using var root = RootedDirectory.Open(folder);
            if (root.TryGetStatus(name, FinalLink.Follow) is not { Type: FileType.RegularFile } status)
                return null;
            if (status.Size > MaxIgnoreBytes)
                throw new DefinitionException($"the ignore file '{path}' has more than {MaxIgnoreBytes} bytes");
            using var file = root.OpenRead(name, FinalLink.Follow);
            var bytes = new byte[status.Size];
            var length = RandomAccess.Read(file, bytes, 0);
            return SourceText.FromBytes(path, bytes.AsSpan(0, length));
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            throw new DefinitionException($"cannot read the ignore file '{path}': {problem.Message.TrimEnd('.')}", problem) { Kind = BuildFailureKind.Outside };
        }
    }
}
