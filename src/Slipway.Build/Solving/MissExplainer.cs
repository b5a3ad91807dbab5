// SPDX-License-Identifier: Apache-2.0
using Slipway.Oci;

namespace Slipway.Build;

/// <summary>Says which fields of a step's key are others than when the step last ran, as people would: which file, argument, base, flag or earlier step.</summary>
internal sealed class MissExplainer(BuildCache cache)
{
    private const int MaxNamedFiles = 5, ShortDigest = 12;

    /// <summary>Why a step whose result isn't at hand runs.</summary>
    public IReadOnlyList<CacheMiss> Explain(Vertex vertex, CacheKey key)
    {
        if (vertex.CacheRefusal is { } refusal)
            return [new("", refusal)];
        if (cache.FindSlot(vertex.Slot) is not { } slot)
            return [new("", "the step has not run before")];
        var was = ByName(slot.Fields);
        var now = ByName(key.Fields);
        var misses = now.Where(field => !was.TryGetValue(field.Key, out var before) || before != field.Value)
            .Select(field => Miss(vertex, field.Key, was.TryGetValue(field.Key, out var before) ? before : null, field.Value))
            .Concat(was.Where(field => !now.ContainsKey(field.Key)).Select(field => Miss(vertex, field.Key, field.Value, null)))
            .OrderBy(static miss => miss.Field == "base").ToList();
        return misses.Count > 0 ? misses : [new("", NoField(vertex))];
    }

    private CacheMiss Miss(Vertex vertex, string field, Digest? was, Digest? now)
    {
        var name = Describe(vertex, field);
        if (was is null || now is null)
            return new(field, $"{name} is {(was is null ? "new" : "gone")}", was, now);
        if (field == "base")
            return new(field, Base(vertex, was.Value, now.Value), was, now);
        if (!IsSelection(field) || cache.FindManifest(was.Value) is not { } before || cache.FindManifest(now.Value)?.ChangesSince(before) is not { Count: > 0 } paths)
            return new(field, $"{name} changed", was, now);
        return new(field, $"{name} changed: {List(paths)}", was, now) { Paths = paths };
    }

    private static Dictionary<string, Digest> ByName(IReadOnlyList<KeyField> fields) =>
        fields.GroupBy(static field => field.Name).ToDictionary(static group => group.Key, static group => group.First().Digest);

    private static bool IsSelection(string field) => field.StartsWith("files of ", StringComparison.Ordinal);

    // A folder changes with its files' names; it is named only where nothing in it is.
    private static string List(IReadOnlyList<ChangedPath> paths)
    {
        var named = paths.Take(MaxNamedFiles).Select(static path => $"{path.Path} {Word(path.Change)}");
        var more = paths.Count - MaxNamedFiles;
        return string.Join(", ", named) + (more > 0 ? $" and {more} more" : "");
    }

    private static string Word(PathChange change) => change switch
    {
        PathChange.Added => "added",
        PathChange.Removed => "removed",
        PathChange.ModeChanged => "has another mode or owner",
        _ => "changed",
    };

    private static string Base(Vertex vertex, Digest was, Digest now) => vertex.Root switch
    {
        { Operation: ImageOperation image } => $"the base image{(image.Reference is { } name ? $" {name.Familiar}" : "")} is {Short(now)} and was {Short(was)}",
        { } root => $"the step before it came to something else: {root.Name}",
        null => "what it stands on changed",
    };

    private static string Short(Digest digest) => $"{digest.Algorithm}:{digest.Hex[..ShortDigest]}";

    private static string NoField(Vertex vertex) => vertex.Root is { IsStep: true } root
        ? $"the step before it ran anew, or this one's result was taken away: {root.Name}"
        : "its result was taken away";

    private static string Describe(Vertex vertex, string field) => field switch
    {
        "base" => "what it stands on",
        "kind" => "the instruction",
        "command" => "the command",
        "user" => "the user (USER)",
        "working directory" => "the working directory (WORKDIR)",
        "network" => "the network (--network)",
        "chown" or "chmod" or "exclude" => $"--{field}",
        "extra hosts" => "the names of --add-host",
        "flags" when vertex.Operation is RemoteOperation => "--keep-git-dir, or a word of the address's query",
        "flags" => "one of --parents, --link and --unpack",
        "sources" => "the list of sources",
        "script" => "the heredoc",
        "passwd and group" => "what /etc/passwd and /etc/group say of --chown",
        "ignored files" => "the .dockerignore file",
        "base image" => "the base image",
        "content" => "what the address holds",
        "last modified" => "the time that the address gives its file",
        "commit" => "the commit that the repository's ref stands for",
        "name of the commit" => "the ref or tag of the commit",
        _ when After(field, "variable ") is { } variable => (vertex.Operation as RunOperation)?.ArgNames.Contains(variable) == true ? $"the build argument {variable}" : $"the variable {variable}",
        _ when After(field, "files of mount ") is { } target => $"what is mounted on '{target}'",
        _ when After(field, "files of ") is { } source => $"what '{source}' selects",
        _ when After(field, "file of ") is { } address => $"what '{address}' holds",
        _ when After(field, "beginning of cache ") is { } target => $"what the cache on '{target}' begins with",
        _ when After(field, "mount ") is { } target => $"the mount on '{target}' (--mount)",
        _ => $"the {field}",
    };

    private static string? After(string text, string prefix) => text.StartsWith(prefix, StringComparison.Ordinal) ? text[prefix.Length..] : null;
}
