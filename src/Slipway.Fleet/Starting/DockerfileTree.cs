// SPDX-License-Identifier: Apache-2.0
using System.Text.RegularExpressions;
using Slipway.Dockerfile;
using Slipway.Native;

namespace Slipway.Fleet;

/// <summary>Finds the Dockerfiles of a folder and those below it. Links are not followed; hidden folders, packages of others and what git ignores are not looked into.</summary>
internal sealed partial class DockerfileTree(FleetDraftOptions options, List<string> notes)
{
    private static readonly EnumerationOptions Plain = new() { AttributesToSkip = 0, IgnoreInaccessible = true };
    private static readonly HashSet<string> Foreign = new(StringComparer.Ordinal) { "node_modules", "bower_components", "site-packages", "__pycache__" };
    private readonly List<FoundDockerfile> _found = [];
    private int _folders;
    private bool _isFull;

    [GeneratedRegex(@"\A(?:(?:Dockerfile|Containerfile|dockerfile|containerfile)(?:\.(?<suffix>[^.]+(?:\.[^.]+)*))?|(?<suffix>.+)\.(?:Dockerfile|Containerfile|dockerfile|containerfile))\z", RegexOptions.CultureInvariant)]
    private static partial Regex FileNames();

    // Copies that editors and people keep, what belongs to a Dockerfile, and what one is made from.
    [GeneratedRegex(@"(?:\A|\.)(?:bak[0-9]*|backup|old|orig|rej|swp|tmp|save|disabled|dockerignore|j2|jinja2?|tmpl|tpl|template|in|erb|m4|md|txt)\z|~\z", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex NotMeant();

    internal IReadOnlyList<FoundDockerfile> Find(CancellationToken cancellationToken)
    {
        Visit(options.Folder, "", 0, GitIgnore.None, cancellationToken);
        return _found;
    }

    private void Visit(string folder, string way, int depth, GitIgnore ignored, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (_isFull || !Enter(way))
            return;
        ignored = ignored.With(folder, way);
        var entries = new DirectoryInfo(folder).EnumerateFileSystemInfos("*", Plain).OrderBy(static entry => entry.Name, StringComparer.Ordinal).ToList();
        foreach (var file in entries.OfType<FileInfo>().Where(static file => file.LinkTarget is null))
            Take(file, Below(way, file.Name), ignored);
        foreach (var below in entries.OfType<DirectoryInfo>().Where(static below => below.LinkTarget is null && !below.Name.StartsWith('.') && !Foreign.Contains(below.Name)))
        {
            var next = Below(way, below.Name);
            if (depth + 1 > options.MaxDepth)
                notes.Add($"'{next}' is deeper than {options.MaxDepth} folders, and was not looked into");
            else if (!ignored.Ignores(next))
                Visit(below.FullName, next, depth + 1, ignored, cancellationToken);
        }
    }

    private bool Enter(string way)
    {
        if (++_folders <= options.MaxFolders)
            return true;
        if (_folders == options.MaxFolders + 1)
            notes.Add($"more than {options.MaxFolders} folders: '{way}' and what comes after it was not looked into");
        return false;
    }

    private void Take(FileInfo file, string way, GitIgnore ignored)
    {
        if (_isFull || FileNames().Match(file.Name) is not { Success: true } match || ignored.Ignores(way))
            return;
        var suffix = match.Groups["suffix"] is { Success: true } named ? named.Value : null;
        if (suffix is not null && NotMeant().IsMatch(suffix))
        {
            if (!suffix.EndsWith("dockerignore", StringComparison.OrdinalIgnoreCase))
                notes.Add($"'{way}' looks like a copy or a template, and is left out");
            return;
        }
        // A pipe would be read for ever.
        if (LinuxFile.TryGetStatus(file.FullName) is not { Type: FileType.RegularFile })
            return;
        if (file.Length > SourceText.MaxBytes)
        {
            notes.Add($"'{way}' has more than the {SourceText.MaxBytes} bytes that are read, and is left out");
            return;
        }
        if (Read(file, way) is not { } text)
            return;
        var model = DockerfileModel.Parse(text);
        if (model.Diagnostics.FirstOrDefault(static problem => problem.Severity == Severity.Error) is { } error)
            notes.Add($"'{way}' is left out: line {error.Position.Line}: {error.Message}");
        else if (model.Stages.Count == 0)
            notes.Add($"'{way}' has no stage to build, and is left out");
        else if (_found.Count == options.MaxImages)
            LeaveRest(way);
        else
            _found.Add(new(way, suffix, model));
    }

    private SourceText? Read(FileInfo file, string way)
    {
        try
        {
            return SourceText.FromBytes(way, LinuxFile.ReadAll(file.FullName, SourceText.MaxBytes));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            notes.Add($"'{way}' cannot be read, and is left out: {e.Message.TrimEnd('.')}");
            return null;
        }
    }

    private void LeaveRest(string way)
    {
        _isFull = true;
        notes.Add($"more than {options.MaxImages} Dockerfiles: '{way}' and those after it are left out");
    }

    private static string Below(string way, string name) => way.Length == 0 ? name : $"{way}/{name}";
}
