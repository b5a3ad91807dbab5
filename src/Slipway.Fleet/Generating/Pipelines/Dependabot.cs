// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Fleet;

/// <summary>What Dependabot looks after: the workflows, the Dockerfiles, and the packages of languages that lie beside them.</summary>
internal static class Dependabot
{
    private const int MaxDepth = 4;

    // By the names of their files, or their endings.
    private static readonly (string Ecosystem, string Pattern)[] Files =
    [
        ("npm", "package.json"), ("pip", "requirements*.txt"), ("pip", "pyproject.toml"), ("gomod", "go.mod"), ("cargo", "Cargo.toml"), ("maven", "pom.xml"), ("gradle", "build.gradle*"),
        ("nuget", "*.csproj"), ("composer", "composer.json"), ("bundler", "Gemfile"),
    ];

    private static readonly HashSet<string> Skipped = new(StringComparer.Ordinal) { "node_modules", "vendor", "target", "dist", "bin", "obj" };

    /// <summary>The file.</summary>
    /// <param name="folder">The repository's folder, absolute.</param>
    /// <param name="targets">The targets of the pipeline.</param>
    internal static DocumentMap Write(string folder, IReadOnlyList<FleetTarget> targets)
    {
        var found = new HashSet<(string Ecosystem, string Folder)> { ("github-actions", "/") };
        foreach (var target in targets.Where(static target => target.Packages is null))
        {
            if (target.InlineDockerfile is null && WayTo(folder, Path.GetDirectoryName(target.Dockerfile.Value)!) is { } way)
                found.Add(("docker", way));
            foreach (var below in FoldersOf(target.Context.Value, 0))
            {
                foreach (var (ecosystem, _) in Files.Where(file => WayTo(folder, below) is not null && Directory.EnumerateFiles(below, file.Pattern).Any()))
                    found.Add((ecosystem, WayTo(folder, below)!));
            }
        }
        return new()
        {
            { "version", 2 },
            { "updates", new DocumentList([.. found.OrderBy(static one => one.Ecosystem, StringComparer.Ordinal).ThenBy(static one => one.Folder, StringComparer.Ordinal).Select(static one => new DocumentMap
            {
                { "package-ecosystem", one.Ecosystem },
                { "directory", one.Folder },
                { "schedule", new DocumentMap { { "interval", "weekly" } } },
                { "groups", new DocumentMap { { one.Ecosystem, new DocumentMap { { "patterns", DocumentList.Of(["*"]) } } } } },
            })]) },
        };
    }

    private static string? WayTo(string folder, string path)
    {
        var way = Path.GetRelativePath(folder, path);
        return way == "." ? "/" : way == ".." || way.StartsWith("../", StringComparison.Ordinal) ? null : $"/{way}";
    }

    private static IEnumerable<string> FoldersOf(string folder, int depth)
    {
        if (!Directory.Exists(folder))
            yield break;
        yield return folder;
        if (depth == MaxDepth)
            yield break;
        foreach (var below in new DirectoryInfo(folder).EnumerateDirectories().Where(static below => below.LinkTarget is null && !below.Name.StartsWith('.') && !Skipped.Contains(below.Name)))
        {
            foreach (var found in FoldersOf(below.FullName, depth + 1))
                yield return found;
        }
    }
}
