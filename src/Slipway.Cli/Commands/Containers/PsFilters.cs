// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using Slipway.Containers;
using Slipway.Oci;

namespace Slipway.Cli.Commands.Containers;

/// <summary>The <c>--filter</c>s of <c>slipway ps</c>; of one key any must hold, of labels and of different keys all.</summary>
internal sealed class PsFilters
{
    private static readonly string[] Keys = ["id", "name", "label", "status", "health", "ancestor", "exited", "before", "since", "volume", "network", "publish", "expose", "is-task"];
    private static readonly string[] States = ["created", "running", "paused", "restarting", "removing", "exited", "dead"];

    private readonly ILookup<string, FilterWord> _words;
    private readonly Func<string, ContainerDefinition> _find;
    private readonly OciLayout _store;

    private PsFilters(IEnumerable<FilterWord> words, Func<string, ContainerDefinition> find, OciLayout store) =>
        (_words, _find, _store) = (words.ToLookup(static word => word.Key), find, store);

    /// <summary>Whether one asks for containers that don't run.</summary>
    public bool AskForEnded => _words.Contains("status") || _words.Contains("exited");

    /// <summary>Reads them.</summary>
    /// <param name="texts">The filters as they were written.</param>
    /// <param name="find">The container that a word names.</param>
    /// <param name="store">Where images are.</param>
    /// <exception cref="CommandException">One is not known.</exception>
    public static PsFilters Read(IReadOnlyList<string> texts, Func<string, ContainerDefinition> find, OciLayout store)
    {
        var words = FilterWord.ReadAll(texts, Keys);
        return words.FirstOrDefault(static word => word.Key == "status" && !States.Contains(word.Value)) is { } wrong
            ? throw CommandException.Usage($"'{wrong.Value}' is no status of a container.", $"one is {string.Join(", ", States)}") : new(words, find, store);
    }

    /// <summary>Whether a container passes.</summary>
    public bool Match(ContainerView container) => _words.All(group => group.Key == "label" ? group.All(word => Match(container, word)) : group.Any(word => Match(container, word)));

    private bool Match(ContainerView container, FilterWord word)
    {
        var definition = container.Definition;
        return word.Key switch
        {
            "id" => definition.Id.StartsWith(word.Value, StringComparison.Ordinal),
            "name" => definition.Name.Contains(word.Value.TrimStart('/'), StringComparison.Ordinal),
            "label" => MatchesLabel(definition, word.Value),
            "status" => container.Status == word.Value,
            "health" => HealthOf(container) == word.Value,
            "ancestor" => IsOf(definition, word.Value),
            "exited" => !container.IsRunning && (container.State?.Exit ?? container.Fate.Exit)?.ExitCode?.ToString(CultureInfo.InvariantCulture) == word.Value,
            "before" => definition.CreatedAt < _find(word.Value).CreatedAt,
            "since" => definition.CreatedAt > _find(word.Value).CreatedAt,
            "network" => NetworkDocument.NameOf(definition.Network) == (word.Value is "bridge" or "default" ? "own" : word.Value),
            // Those that are open now: the host's side, and the container's.
            "publish" => Open(container).Any(port => Covers(word, port.HostPort, PsRow.InsideOf(port))),
            "expose" => Open(container).Any(port => Covers(word, port.ContainerPort, PsRow.InsideOf(port)))
                || (container.IsRunning && definition.ExposedPorts.Any(text => Covers(word, int.Parse(text.Split('/')[0].Split('-')[0], CultureInfo.InvariantCulture), text))),
            // There are none of a cluster.
            "is-task" => !word.AsTruth(),
            _ => definition.Mounts.Any(mount => mount.Target == word.Value || mount is DefinedMount.VolumeMount volume && volume.Volume == word.Value || mount is DefinedMount.BindMount bind && bind.Source == word.Value),
        };
    }

    private static IReadOnlyList<PublishedPort> Open(ContainerView container) => container.IsRunning ? container.Vitals?.Ports ?? [] : [];

    private static string HealthOf(ContainerView container) => container.Definition.HealthCheck?.Test is null or [] or ["NONE"] ? "none"
        : container.Vitals?.Health?.Status.ToString().ToLowerInvariant() ?? "starting";

    // "80", "80/udp" or "80-90/tcp"; without a protocol TCP is meant.
    private static bool Covers(FilterWord word, int port, string inside)
    {
        var parts = word.Value.Split('/');
        var range = parts[0].Split('-');
        return int.TryParse(range[0], NumberStyles.None, CultureInfo.InvariantCulture, out var first) && int.TryParse(range[^1], NumberStyles.None, CultureInfo.InvariantCulture, out var last)
            ? port >= first && port <= last && (inside.Split('/') is [_, var protocol] ? protocol : "tcp") == (parts.Length > 1 ? parts[1] : "tcp")
            : throw CommandException.Usage($"{word.Key}={word.Value} is no port.", "write one such as 80, 80/udp or 8000-8080");
    }

    private static bool MatchesLabel(ContainerDefinition definition, string text)
    {
        var parts = text.Split('=', 2);
        return definition.Labels.TryGetValue(parts[0], out var value) && (parts.Length == 1 || value == parts[1]);
    }

    // The image itself, or one whose layers begin with its.
    private bool IsOf(ContainerDefinition definition, string word)
    {
        if (definition.Image == word || definition.Manifest.Digest.ToString() == word)
            return true;
        try
        {
            var (_, ancestor) = ImageLookup.Read(_store, word, definition.Platform);
            return _store.ReadImage(definition.Manifest, definition.Platform) is { } own
                && own.Config.Rootfs.DiffIds.Take(ancestor.Config.Rootfs.DiffIds.Count).SequenceEqual(ancestor.Config.Rootfs.DiffIds);
        }
        catch (CommandException)
        {
            return false;
        }
    }
}
