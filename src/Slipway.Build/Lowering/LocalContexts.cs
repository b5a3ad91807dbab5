// SPDX-License-Identifier: Apache-2.0
using Slipway.Dockerfile;

namespace Slipway.Build;

/// <summary>Opens build contexts: each folder with the ignore file that counts for it.</summary>
internal sealed class LocalContexts
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
        var path = IgnoreFile(folder, dockerfile);
        return _contexts[(folder, dockerfile)] = path is null ? new(folder, null, null) : Read(folder, path);
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
            if (new FileInfo(path).Length > MaxIgnoreBytes)
                throw new DefinitionException($"the ignore file '{path}' has more than {MaxIgnoreBytes} bytes");
            var text = SourceText.FromBytes(path, File.ReadAllBytes(path));
            var ignore = DockerIgnore.Parse(text);
            return ignore.Diagnostics.Count == 0 ? new(folder, text.Text, ignore) : throw new DefinitionException(ignore.Diagnostics);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            throw new DefinitionException($"cannot read the ignore file '{path}': {problem.Message.TrimEnd('.')}", problem) { Kind = BuildFailureKind.Outside };
        }
    }
}
