// SPDX-License-Identifier: Apache-2.0
using Slipway.Oci;

namespace Slipway.Build;

/// <summary>What a stage is at one of its instructions: its files so far, its configuration, its variables. A stage that begins from it gets a copy.</summary>
internal sealed class StageState
{
    /// <summary>Docker's PATH for an image that has none.</summary>
    public const string DefaultPath = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

    private readonly List<KeyValuePair<string, string>> _variables = [];
    private readonly List<HistoryItem> _history = [];
    private readonly List<(string Name, string? Value)> _args = [];

    private StageState(Platform platform) => Platform = platform;

    /// <summary>The step that made the files; null while there are none.</summary>
    public Vertex? Root { get; set; }

    public Platform Platform { get; }

    public string? OsVersion { get; private init; }

    public string? Author { get; set; }

    /// <summary>The configuration so far; <see cref="ContainerConfig.Env"/> is what ENV set.</summary>
    public ContainerConfig Config { get; set; } = new();

    /// <summary>Whether CMD was set in this stage, so that ENTRYPOINT leaves it.</summary>
    public bool HasOwnCommand { get; set; }

    public IReadOnlyList<HistoryItem> History => _history;

    /// <summary>Instructions that run where a stage begins from this one.</summary>
    public IReadOnlyList<string> Triggers => Config.OnBuild ?? [];

    /// <summary>ENV and ARG by name, for expansion; the later wins.</summary>
    public IReadOnlyDictionary<string, string> Variables => _variables.ToDictionary(StringComparer.Ordinal);

    /// <summary>ENV and ARG as a step sees them, in the order in which they were first set.</summary>
    public IReadOnlyList<string> Environment => [.. _variables.Select(static pair => $"{pair.Key}={pair.Value}")];

    /// <summary>The ARG instructions of this stage so far, a name more than once where it was declared more than once; those of the stage below aren't among them.</summary>
    public IReadOnlyList<(string Name, string? Value)> Args => _args;

    public IReadOnlyList<string> Shell => Config.Shell ?? ["/bin/sh", "-c"];

    public string WorkingDirectory => Config.WorkingDir is { Length: > 0 } folder ? folder : "/";

    /// <summary>A stage on nothing.</summary>
    public static StageState Scratch(Platform platform)
    {
        var state = new StageState(platform) { Config = new() { WorkingDir = "/" } };
        state.SetEnvironment("PATH", DefaultPath);
        return state;
    }

    /// <summary>A stage of a configuration, without files.</summary>
    public static StageState Of(Platform platform, ContainerConfig config) => new StageState(platform) { Config = config }.WithDefaults();

    /// <summary>A stage on an image.</summary>
    public static StageState On(ImageConfig image, Vertex root)
    {
        var state = new StageState(image.Platform.Normalised()) { Root = root, Config = image.Config ?? new(), Author = image.Author, OsVersion = image.OsVersion };
        state._history.AddRange(BaseHistory(image).Select(static entry => new HistoryItem(entry, null)));
        return state.WithDefaults();
    }

    /// <summary>A stage on files that come with a configuration and no history, as packages do.</summary>
    public static StageState On(Platform platform, ContainerConfig config, Vertex root, string createdBy)
    {
        var state = new StageState(platform) { Root = root, Config = config };
        state.AddHistory(createdBy, root);
        return state.WithDefaults();
    }

    /// <summary>A stage on another stage, or on another target: its variables count, its ARG instructions are its own affair.</summary>
    public StageState Copy()
    {
        var copy = new StageState(Platform) { Root = Root, Config = Config, Author = Author, OsVersion = OsVersion };
        copy._variables.AddRange(_variables);
        copy._history.AddRange(_history);
        return copy;
    }

    /// <summary>The same without what only a Dockerfile knows: what an image made of it would hold.</summary>
    public StageState AsImage()
    {
        var image = new StageState(Platform) { Root = Root, Config = Config, Author = Author, OsVersion = OsVersion };
        image._history.AddRange(_history);
        return image.WithDefaults();
    }

    /// <summary>ENV: what steps, expansion and the image see.</summary>
    public void SetEnvironment(string name, string value)
    {
        SetVariable(name, value);
        var environment = (Config.Env ?? []).ToList();
        var at = environment.FindIndex(entry => entry.StartsWith(name + "=", StringComparison.Ordinal));
        if (at < 0)
            environment.Add($"{name}={value}");
        else
            environment[at] = $"{name}={value}";
        Config = Config with { Env = environment };
    }

    /// <summary>ARG: what steps and expansion see; without a value it is only declared.</summary>
    public void DeclareArg(string name, string? value)
    {
        _args.Add((name, value));
        if (value is not null)
            SetVariable(name, value);
    }

    public void AddHistory(string createdBy, Vertex? layer) =>
        _history.Add(new(new() { CreatedBy = createdBy, Comment = HistoryText.Comment, EmptyLayer = layer is null ? true : null }, layer));

    /// <summary>A line whose time is that of an image that a step composed.</summary>
    public void AddHistory(string createdBy, Vertex layer, Vertex timeOf) =>
        _history.Add(new(new() { CreatedBy = createdBy, Comment = HistoryText.Comment }, layer) { TimeOf = timeOf });

    private void SetVariable(string name, string value)
    {
        var at = _variables.FindIndex(pair => pair.Key == name);
        if (at < 0)
            _variables.Add(new(name, value));
        else
            _variables[at] = new(name, value);
    }

    private StageState WithDefaults()
    {
        foreach (var entry in Config.Env ?? [])
        {
            var equals = entry.IndexOf('=', StringComparison.Ordinal);
            if (equals > 0)
                SetVariable(entry[..equals], entry[(equals + 1)..]);
        }
        if (!Variables.ContainsKey("PATH"))
            SetEnvironment("PATH", DefaultPath);
        if (string.IsNullOrEmpty(Config.WorkingDir))
            Config = Config with { WorkingDir = "/" };
        return this;
    }

    // Readers count the lines that made a layer; an image whose lines don't come out even gets lines that say so.
    private static IEnumerable<HistoryEntry> BaseHistory(ImageConfig image)
    {
        var entries = image.History ?? [];
        var layers = image.Rootfs.DiffIds.Count;
        var counted = entries.Count(static entry => entry.EmptyLayer != true);
        if (counted > layers)
            return entries.Select(static entry => entry with { EmptyLayer = true }).Concat(Missing(layers, image.Created));
        return entries.Concat(Missing(layers - counted, image.Created));
    }

    private static IEnumerable<HistoryEntry> Missing(int count, DateTimeOffset? created) =>
        Enumerable.Repeat(new HistoryEntry { Created = created, Comment = "a layer without a line in its image's history" }, count);
}
