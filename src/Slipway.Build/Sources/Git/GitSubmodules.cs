// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Build;

/// <summary>
/// Reads what submodules a commit has. They are fetched like any repository and not by <c>git submodule</c>: so their addresses are held to the same
/// protocols, a host sees only its own credentials, and nothing of the outer repository is configuration.
/// </summary>
internal static class GitSubmodules
{
    private const int MaxCount = 1000;

    /// <summary>The submodules of a commit.</summary>
    /// <exception cref="StepException">One has an address or a path that isn't followed.</exception>
    public static async Task<IReadOnlyList<GitSubmodule>> ReadAsync(GitRepository repository, string commit, GitRemote remote, CancellationToken cancellationToken)
    {
        // The commit's own file, and only if it is one: a link there would be read from wherever it leads.
        var entry = await repository.RunAsync(["ls-tree", "-z", commit, "--", ".gitmodules"], cancellationToken).ConfigureAwait(false);
        if (!entry.StartsWith("100", StringComparison.Ordinal))
            return [];
        var blob = entry.Split('\t')[0].Split(' ')[2];
        var text = await repository.RunAsync(["config", "--blob", blob, "--no-includes", "--null", "--list"], cancellationToken).ConfigureAwait(false);
        var submodules = new List<GitSubmodule>();
        foreach (var settings in Read(text).Values)
        {
            if (settings.GetValueOrDefault("update") == "none" || !settings.TryGetValue("path", out var path) || !settings.TryGetValue("url", out var url))
                continue;
            if (submodules.Count == MaxCount)
                throw new StepException($"'{remote}' has more than {MaxCount} submodules") { Kind = BuildFailureKind.Outside };
            RequirePath(path, remote);
            var link = await repository.RunAsync(["ls-tree", "-z", commit, "--", path], cancellationToken).ConfigureAwait(false);
            if (link.StartsWith("160000 commit ", StringComparison.Ordinal) && link["160000 commit ".Length..].Split('\t')[0] is var held && GitSource.IsCommit(held))
                submodules.Add(new(path, RemoteOf(url, path, remote), held));
        }
        return submodules;
    }

    // "submodule.name.path\nvalue\0": a name may hold dots.
    private static Dictionary<string, Dictionary<string, string>> Read(string text)
    {
        const string section = "submodule.";
        var submodules = new Dictionary<string, Dictionary<string, string>>(StringComparer.Ordinal);
        foreach (var line in text.Split('\0', StringSplitOptions.RemoveEmptyEntries))
        {
            var (name, value) = line.IndexOf('\n', StringComparison.Ordinal) is >= 0 and var end ? (line[..end], line[(end + 1)..]) : (line, "");
            var dot = name.LastIndexOf('.');
            if (!name.StartsWith(section, StringComparison.Ordinal) || dot <= section.Length)
                continue;
            var key = name[section.Length..dot];
            if (!submodules.TryGetValue(key, out var settings))
                submodules[key] = settings = new(StringComparer.Ordinal);
            settings[name[(dot + 1)..]] = value;
        }
        return submodules;
    }

    private static void RequirePath(string path, GitRemote remote)
    {
        var parts = path.Split('/');
        if (path.Length == 0 || path[0] == '-' || parts.Any(static part => part is "" or "." or ".." || part.Equals(".git", StringComparison.OrdinalIgnoreCase)))
            throw new StepException($"a submodule of '{remote}' has the path '{path}', which no folder of a repository has") { Kind = BuildFailureKind.Outside };
    }

    private static GitRemote RemoteOf(string url, string path, GitRemote outer)
    {
        var isRelative = url.StartsWith("./", StringComparison.Ordinal) || url.StartsWith("../", StringComparison.Ordinal);
        if (!GitRemote.TryParse(isRelative ? outer.Resolve(url) ?? "" : url, out var remote, out var problem))
            throw new StepException($"the submodule '{path}' of '{outer}' can't be fetched: {problem}") { Kind = BuildFailureKind.Outside, Help = "leave submodules out: ?submodules=false" };
        return isRelative ? remote with { UserInfo = outer.UserInfo } : remote;
    }
}
