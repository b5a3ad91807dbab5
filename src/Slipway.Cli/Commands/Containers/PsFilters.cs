// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using Slipway.Containers;

namespace Slipway.Cli.Commands.Containers;

/// <summary>The <c>--filter</c>s of <c>slipway ps</c>; of one key any must hold, of different keys all.</summary>
internal sealed class PsFilters
{
    private readonly ILookup<string, FilterWord> _words;

    private PsFilters(IEnumerable<FilterWord> words) => _words = words.ToLookup(static word => word.Key);

    /// <summary>Whether one asks for containers that don't run.</summary>
    public bool AskForEnded => _words.Contains("status") || _words.Contains("exited");

    /// <summary>Reads them.</summary>
    /// <exception cref="CommandException">One is not known.</exception>
    public static PsFilters Read(IReadOnlyList<string> texts) => new(FilterWord.ReadAll(texts, "id", "name", "label", "status", "health", "ancestor", "exited", "volume"));

    /// <summary>Whether a container passes.</summary>
    public bool Match(ContainerView container) => _words.All(group => group.Any(word => Match(container, word)));

    private static bool Match(ContainerView container, FilterWord word)
    {
        var definition = container.Definition;
        return word.Key switch
        {
            "id" => definition.Id.StartsWith(word.Value, StringComparison.Ordinal),
            "name" => definition.Name.Contains(word.Value, StringComparison.Ordinal),
            "label" => MatchesLabel(definition, word.Value),
            "status" => container.Status == word.Value,
            "health" => (container.Vitals?.Health?.Status.ToString().ToLowerInvariant() ?? "none") == word.Value,
            "ancestor" => definition.Image == word.Value || definition.Manifest.Digest.ToString() == word.Value,
            "exited" => !container.IsRunning && container.Fate.Exit?.ExitCode?.ToString(CultureInfo.InvariantCulture) == word.Value,
            _ => definition.Mounts.Any(mount => mount.Target == word.Value || mount is DefinedMount.VolumeMount volume && volume.Volume == word.Value),
        };
    }

    private static bool MatchesLabel(ContainerDefinition definition, string text)
    {
        var parts = text.Split('=', 2);
        return definition.Labels.TryGetValue(parts[0], out var value) && (parts.Length == 1 || value == parts[1]);
    }
}
