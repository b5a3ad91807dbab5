// SPDX-License-Identifier: Apache-2.0
using Slipway.Dockerfile;
using Slipway.Native;

namespace Slipway.Fleet;

/// <summary>Reads the Dockerfiles of a fleet, each once, shown by their way from the fleet file.</summary>
internal static class DockerfileTexts
{
    internal static Dictionary<string, SourceText> Read(FleetTargets fleet, List<Diagnostic> diagnostics)
    {
        var texts = new Dictionary<string, SourceText>(StringComparer.Ordinal);
        foreach (var target in fleet.Targets.Where(static target => target.InlineDockerfile is not null))
            texts[target.Dockerfile.Value] = target.InlineDockerfile!;
        foreach (var group in fleet.Targets.Where(static target => target.Packages is null && target.InlineDockerfile is null).GroupBy(target => target.Dockerfile.Value))
        {
            var target = group.First();
            if (!File.Exists(group.Key))
            {
                diagnostics.Add(Missing(fleet.File, target));
                continue;
            }
            try
            {
                texts[group.Key] = SourceText.FromBytes(Shown(fleet.File, group.Key), LinuxFile.ReadAll(group.Key, SourceText.MaxBytes));
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                var problem = $"the Dockerfile '{Shown(fleet.File, group.Key)}' of '{target.Name}' cannot be read: {e.Message.TrimEnd('.')}";
                diagnostics.Add(Report(target.Dockerfile, problem, null));
            }
        }
        return texts;
    }

    private static Diagnostic Missing(FleetFile file, FleetTarget target)
    {
        if (!Directory.Exists(target.Context.Value))
            return Report(
                target.Context, $"the context '{Shown(file, target.Context.Value)}' of '{target.Name}' is not a folder",
                "paths start from the fleet file's folder");
        var folder = Path.GetDirectoryName(target.Dockerfile.Value)!;
        var there = Directory.Exists(folder) ? Directory.EnumerateFiles(folder).Select(path => Path.GetFileName(path)) : [];
        var near = Suggestion.For(Path.GetFileName(target.Dockerfile.Value), there);
        return Report(
            target.Dockerfile,
            $"there is no Dockerfile '{Shown(file, target.Dockerfile.Value)}' for '{target.Name}'",
            near is not null ? $"did you mean '{near}'?" : "name it with 'dockerfile', from the context's folder");
    }

    private static Diagnostic Report(Located<string> at, string message, string? help) => at.Place.Error(
        message, help);

    // As somebody would type it who typed the fleet file's own path.
    private static string Shown(FleetFile file, string path)
    {
        var way = Path.GetRelativePath(file.Folder, path);
        return Path.GetDirectoryName(file.Source.Path) is { Length: > 0 } folder ? Path.Combine(folder, way) : way;
    }
}
