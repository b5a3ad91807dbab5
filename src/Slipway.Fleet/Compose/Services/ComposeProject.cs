// SPDX-License-Identifier: Apache-2.0
using System.Text.RegularExpressions;

namespace Slipway.Fleet;

/// <summary>What Compose files say is to run together.</summary>
public sealed partial record ComposeProject
{
    /// <summary>Its name: lower-case letters, digits, '-' and '_'.</summary>
    public required string Name { get; init; }

    /// <summary>The absolute folder that its paths start from: the first file's.</summary>
    public required string Folder { get; init; }

    /// <summary>The files, in the order in which they were merged.</summary>
    public required IReadOnlyList<string> Files { get; init; }

    /// <summary>All services, in the order of the files, those of profiles too.</summary>
    public required IReadOnlyList<ComposeService> Services { get; init; }

    /// <summary>The volumes that services may mount, by the names that they have in the file.</summary>
    public required IReadOnlyDictionary<string, ComposeVolume> Volumes { get; init; }

    /// <summary>Whether a text can be a project's name.</summary>
    public static bool IsName(string text) => ProjectName().IsMatch(text);

    /// <summary>The service of a name; null if there is none.</summary>
    public ComposeService? Find(string name) => Services.FirstOrDefault(service => service.Name == name);

    /// <summary>The services that run, each behind those it depends on: those that are named, or else those without a profile and those of <paramref name="profiles"/>; and what they need.</summary>
    /// <param name="names">Services; empty for all.</param>
    /// <param name="profiles">Profiles; <c>*</c> is every one.</param>
    /// <exception cref="FormatException">There is no such service.</exception>
    public IReadOnlyList<ComposeService> Select(IReadOnlyCollection<string> names, IReadOnlyCollection<string> profiles)
    {
        ArgumentNullException.ThrowIfNull(names);
        ArgumentNullException.ThrowIfNull(profiles);
        var asked = names.Count == 0
            ? [.. Services.Where(service => service.Profiles.Count == 0 || profiles.Contains("*") || service.Profiles.Intersect(profiles).Any())]
            : names.Select(name => Find(name) ?? throw new FormatException($"There is no service '{name}'; there are {string.Join(", ", Services.Select(static service => service.Name))}.")).ToList();
        var ordered = new List<ComposeService>();
        foreach (var service in asked)
            Add(service);
        return ordered;

        void Add(ComposeService service)
        {
            if (ordered.Contains(service))
                return;
            foreach (var need in service.DependsOn)
            {
                // One that may be missing comes along where it runs anyway.
                if (Find(need.Service) is { } needed && (need.IsRequired || asked.Contains(needed)))
                    Add(needed);
            }
            ordered.Add(service);
        }
    }

    [GeneratedRegex(@"\A[a-z0-9][a-z0-9_-]*\z")]
    private static partial Regex ProjectName();
}
