// SPDX-License-Identifier: Apache-2.0
using System.Text;

namespace Slipway.Fleet;

/// <summary>Names images by the folders of their Dockerfiles.</summary>
internal static class DraftNames
{
    // Folders that say where Dockerfiles lie, and not what they make.
    private static readonly HashSet<string> Vague = new(StringComparer.OrdinalIgnoreCase)
    {
        "docker", "dockerfiles", "dockerfile", "container", "containers", "containerfiles", "build", "image", "images", "deploy", "deployment", "ci", "src", "ops", "infra",
    };

    /// <summary>A name for a fleet: letters and digits, with single dashes between them.</summary>
    internal static string Of(string text)
    {
        var name = new StringBuilder();
        foreach (var letter in text.ToLowerInvariant())
        {
            if (char.IsAsciiLetterOrDigit(letter))
                name.Append(letter);
            else if (name.Length > 0 && name[^1] != '-')
                name.Append('-');
        }
        return name.ToString().Trim('-') is { Length: > 0 } cleaned ? cleaned : "app";
    }

    /// <summary>A name for each Dockerfile, no two the same: the folder's, with those above it where that is not enough.</summary>
    internal static IReadOnlyList<string> For(IReadOnlyList<FoundDockerfile> files, string fleet)
    {
        var candidates = files.Select(file => Candidates(file, fleet).ToList()).ToList();
        var chosen = candidates.Select(static names => 0).ToList();
        for (var round = 0; round < 64; round++)
        {
            var names = candidates.Select((all, index) => all[chosen[index]]).ToList();
            var twice = names.GroupBy(static name => name).Where(static group => group.Count() > 1).Select(static group => group.Key).ToHashSet(StringComparer.Ordinal);
            var grows = Enumerable.Range(0, files.Count).Where(index => twice.Contains(names[index]) && chosen[index] + 1 < candidates[index].Count).ToList();
            if (grows.Count == 0)
                return Numbered(names);
            foreach (var index in grows)
                chosen[index]++;
        }
        return Numbered([.. candidates.Select(static all => all[^1])]);
    }

    private static List<string> Numbered(IReadOnlyList<string> names)
    {
        var taken = new HashSet<string>(StringComparer.Ordinal);
        var numbered = new List<string>();
        foreach (var name in names)
        {
            var free = name;
            for (var number = 2; !taken.Add(free); number++)
                free = $"{name}-{number}";
            numbered.Add(free);
        }
        return numbered;
    }

    // From the shortest to the longest.
    private static IEnumerable<string> Candidates(FoundDockerfile file, string fleet)
    {
        var folders = file.Folder.Split('/', StringSplitOptions.RemoveEmptyEntries).ToList();
        var telling = folders.FindLastIndex(static folder => !Vague.Contains(folder));
        var suffix = file.Suffix is null ? "" : Of(file.Suffix);
        if (telling < 0)
        {
            // 'docker/worker.Dockerfile' is the worker; 'Dockerfile.worker' beside 'Dockerfile' is the fleet's.
            yield return suffix.Length == 0 ? fleet : folders.Count > 0 || !file.Path.StartsWith("Dockerfile", StringComparison.OrdinalIgnoreCase) ? suffix : $"{fleet}-{suffix}";
            if (suffix.Length > 0)
                yield return $"{fleet}-{suffix}";
            telling = folders.Count - 1;
        }
        for (var first = telling; first >= 0; first--)
            yield return Of(string.Join('-', folders.Skip(first).Take(telling - first + 1)) + (suffix.Length == 0 ? "" : $"-{suffix}"));
        if (folders.Count > 0)
            yield return Of(string.Join('-', folders) + (suffix.Length == 0 ? "" : $"-{suffix}"));
    }
}
