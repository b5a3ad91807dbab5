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
        if (folder.StartsWith(home.Snapshots + "/", StringComparison.Ordinal))
            return _contexts[(folder, dockerfile)] = OpenFetched(folder, dockerfile);
        var path = IgnoreFile(folder, dockerfile);
        return _contexts[(folder, dockerfile)] = path is null ? new(folder, null, null) : Read(folder, path);
    }

    private static ContextOperation OpenFetched(string folder, string? dockerfile)
    {
        using var view = new TreeView(RootedDirectory.Open(folder));
        var beside = dockerfile?.StartsWith(folder + "/", StringComparison.Ordinal) == true ? dockerfile[folder.Length..] + ".dockerignore" : null;
        foreach (var name in (string?[])[beside, "/.dockerignore"])
        {
            if (name is null || view.TryReadFile(name, MaxIgnoreBytes + 1) is not { } bytes)
                continue;
            return Parse(folder, name[1..], bytes) with { KeepsOwners = true };
        }
        return new(folder, null, null) { KeepsOwners = true };
    }

    private static string? IgnoreFile(string folder, string? dockerfile)
    {
        var beside = dockerfile is null ? null : dockerfile + ".dockerignore";
        var inside = Path.Combine(folder, ".dockerignore");
        return File.Exists(beside) ? beside : File.Exists(inside) ? inside : null;
    }

    private static ContextOperation Read(string folder, string path)
    {
        try
        {
            return Parse(folder, path, new FileInfo(path).Length > MaxIgnoreBytes ? new byte[MaxIgnoreBytes + 1] : File.ReadAllBytes(path));
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            throw new DefinitionException($"cannot read the ignore file '{path}': {problem.Message.TrimEnd('.')}", problem) { Kind = BuildFailureKind.Outside };
        }
    }

    private static ContextOperation Parse(string folder, string path, byte[] bytes)
    {
        if (bytes.Length > MaxIgnoreBytes)
            throw new DefinitionException($"the ignore file '{path}' has more than {MaxIgnoreBytes} bytes");
        var text = SourceText.FromBytes(path, bytes);
        var ignore = DockerIgnore.Parse(text);
        return ignore.Diagnostics.Count == 0 ? new(folder, text.Text, ignore) : throw new DefinitionException(ignore.Diagnostics);
    }
}
