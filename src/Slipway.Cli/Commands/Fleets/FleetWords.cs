// SPDX-License-Identifier: Apache-2.0
using System.CommandLine;
using Slipway.Dockerfile;
using Slipway.Fleet;

namespace Slipway.Cli.Commands.Fleets;

/// <summary>The words that name a fleet and some of its targets: <c>[DIR] [TARGET…] --fleet FILE --set … --var …</c>.</summary>
internal sealed class FleetWords
{
    // Settings of Bake that a fleet file of ours has no word for.
    private static readonly (string Word, ImageDelivery Delivery)[] Deliveries = [("*.push=", ImageDelivery.Push), ("*.load=", ImageDelivery.Load)];

    private readonly Argument<string[]> _words = new("[DIR] TARGET")
    {
        Description = "The fleet's folder (a word that is '.' or holds a '/'), then targets: an image, a group, or image(axis=value); with the wildcards * ? [abc] all that match. [default: . and all targets]",
        Arity = ArgumentArity.ZeroOrMore,
    };

    private readonly Option<string[]> _files = new("--fleet")
    {
        Description = "The fleet file; or files of Bake or Compose (several may be given, and are merged). [default: slipway.yaml in DIR, else docker-bake.hcl, docker-bake.json, compose.yaml and their like by Bake's rule] Example: --fleet other.yaml",
        HelpName = "FILE",
    };

    private readonly Option<string[]> _settings = new("--set")
    {
        Description = "A setting that wins over the file's: registry=…, version=…, IMAGE.key=…; for Bake's files TARGET.key=value and TARGET.key+=value. Example: --set registry=localhost:5000",
        HelpName = "KEY=VALUE",
    };

    private readonly Option<string[]> _variables = new("--var") { Description = "A value for a variable that the file declares; it wins over the environment's. Example: --var VERSION=2.0", HelpName = "NAME=VALUE" };

    /// <summary>Adds the words to a command.</summary>
    public void AddTo(Command command)
    {
        command.Add(_words);
        AddOptionsTo(command);
    }

    /// <summary>Adds the options alone, where a command reads the words itself.</summary>
    public void AddOptionsTo(Command command)
    {
        command.Add(_files);
        command.Add(_settings);
        command.Add(_variables);
    }

    /// <summary>The words as they were written: a folder, then targets.</summary>
    public IReadOnlyList<string> WordsOf(ParseResult parsed) => parsed.GetValue(_words) ?? [];

    /// <summary>The fleet files that the words name, by their absolute paths.</summary>
    public IReadOnlyList<string> FilesOf(ParseResult parsed, Session session) => [.. (parsed.GetValue(_files) ?? []).Select(name => Path.GetFullPath(name, session.WorkingFolder))];

    /// <summary>The settings that win over the file's.</summary>
    public IReadOnlyList<string> SettingsOf(ParseResult parsed) => parsed.GetValue(_settings) ?? [];

    /// <summary>Whether the words name a fleet file.</summary>
    public bool NameAFile(ParseResult parsed) => parsed.GetValue(_files) is { Length: > 0 };

    /// <summary>Whether the words name targets, rather than mean all of them.</summary>
    public bool NameTargets(ParseResult parsed) => Split(parsed.GetValue(_words) ?? []).Selectors.Count > 0;

    /// <summary>Whether the words mean files of Bake or Compose.</summary>
    public bool IsBake(ParseResult parsed, Session session) => FindBake(parsed.GetValue(_files) ?? [], FolderOf(Split(parsed.GetValue(_words) ?? []).Folder, session), session).Count > 0;

    /// <summary>Whether the folder that the words name holds a fleet file of ours, or else files of Bake or Compose.</summary>
    public static FleetKind FindKind(IReadOnlyList<string> words, Session session)
    {
        var folder = FolderOf(Split(words).Folder, session);
        return File.Exists(Path.Combine(folder, FleetFile.FileName)) ? FleetKind.Own : BakeFiles.Find(folder, session).Count > 0 ? FleetKind.Bake : FleetKind.None;
    }

    /// <summary>Reads the fleet and finds the targets.</summary>
    /// <exception cref="CommandException">There is no fleet, or something is wrong with it; what, is on the error stream.</exception>
    public Task<SelectedFleet> ReadAsync(ParseResult parsed, Session session, CancellationToken cancellationToken) =>
        ReadAsync(parsed, parsed.GetValue(_words) ?? [], [], session, cancellationToken);

    /// <summary>Reads the fleet and finds the targets, with settings beside those of <c>--set</c>.</summary>
    public Task<SelectedFleet> ReadAsync(ParseResult parsed, IReadOnlyList<string> settings, Session session, CancellationToken cancellationToken) =>
        ReadAsync(parsed, parsed.GetValue(_words) ?? [], settings, session, cancellationToken);

    /// <summary>The options again, as they are to be typed in <paramref name="folder"/>.</summary>
    public IReadOnlyList<string> Repeat(ParseResult parsed, Session session, string folder) =>
    [
        .. (parsed.GetValue(_files) ?? []).SelectMany(file => (string[])["--fleet", Path.GetRelativePath(folder, Path.GetFullPath(file, session.WorkingFolder))]),
        .. (parsed.GetValue(_settings) ?? []).SelectMany(static setting => (string[])["--set", setting]),
        .. (parsed.GetValue(_variables) ?? []).SelectMany(static variable => (string[])["--var", variable]),
    ];

    /// <summary>Reads the fleet and finds the targets among <paramref name="words"/>; files of Bake are told <paramref name="settings"/> beside those of <c>--set</c>.</summary>
    public async Task<SelectedFleet> ReadAsync(ParseResult parsed, IReadOnlyList<string> words, IReadOnlyList<string> settings, Session session, CancellationToken cancellationToken)
    {
        if (ReadBake(parsed, words, settings, session) is { } definition)
            return await ReadAsync(Select(definition, words, session), session, cancellationToken);
        var fleet = ReadOwn(parsed, words, settings, session);
        var selection = fleet.Select(Split(words).Selectors);
        Refuse(selection.Diagnostics, session);
        return new(await LoadAsync(fleet, session, cancellationToken), selection.Targets);
    }

    /// <summary>Reads the fleet file of ours that the words mean.</summary>
    /// <exception cref="CommandException">There is none, or something is wrong with it; what, is on the error stream.</exception>
    public FleetTargets ReadOwn(ParseResult parsed, IReadOnlyList<string> words, IReadOnlyList<string> settings, Session session)
    {
        var file = parsed.GetValue(_files) is [var named] ? Path.GetFullPath(named, session.WorkingFolder) : Path.Combine(FolderOf(Split(words).Folder, session), FleetFile.FileName);
        var options = new FleetReadOptions
        {
            Registry = session.Variable(FleetReadOptions.RegistryVariable),
            Environment = session.Variable,
            Variables = ReadVariables(parsed),
            Set = [.. parsed.GetValue(_settings) ?? [], .. settings.Where(static setting => !Deliveries.Any(one => setting.StartsWith(one.Word, StringComparison.Ordinal)))],
            Delivery = Deliveries.Where(one => settings.Contains(one.Word + "true")).Aggregate(ImageDelivery.None, static (all, one) => all | one.Delivery),
        };
        var fleet = FleetTargets.Expand(FleetFile.Read(FleetText.Read(file, session), Path.GetDirectoryName(file)!, options));
        Refuse(fleet.Diagnostics, session);
        return fleet;
    }

    /// <summary>Reads another fleet, from its file or folder, with all its targets and no settings but those of the environment.</summary>
    /// <exception cref="CommandException">There is no fleet, or something is wrong with it; what, is on the error stream.</exception>
    public static async Task<SelectedFleet> ReadFileAsync(string path, Session session, CancellationToken cancellationToken)
    {
        var file = Directory.Exists(path) ? Path.Combine(path, FleetFile.FileName) : path;
        IReadOnlyList<string> bake = File.Exists(file) ? BakeFiles.IsBake(file) ? [file] : [] : Directory.Exists(path) ? BakeFiles.Find(path, session) : [];
        if (bake.Count > 0)
        {
            var definition = BakeFiles.Read(bake, new() { Folder = Path.GetDirectoryName(bake[0])!, Environment = session.Variable, Time = session.Time }, session);
            Refuse(definition.Diagnostics, session);
            return await ReadAsync(Select(definition, [], session), session, cancellationToken);
        }
        var options = new FleetReadOptions { Registry = session.Variable(FleetReadOptions.RegistryVariable), Environment = session.Variable };
        var fleet = FleetTargets.Expand(FleetFile.Read(FleetText.Read(file, session), Path.GetDirectoryName(file)!, options));
        Refuse(fleet.Diagnostics, session);
        return new(await LoadAsync(fleet, session, cancellationToken), fleet.Targets);
    }

    /// <summary>Reads the files of Bake or Compose that the words mean; null where they mean a fleet file of ours.</summary>
    /// <exception cref="CommandException">Something is wrong with them; what, is on the error stream.</exception>
    public BakeDefinition? ReadBake(ParseResult parsed, IReadOnlyList<string> words, IReadOnlyList<string> settings, Session session)
    {
        var folder = FolderOf(Split(words).Folder, session);
        if (FindBake(parsed.GetValue(_files) ?? [], folder, session) is not { Count: > 0 } files)
            return null;
        var options = new BakeReadOptions { Folder = folder, Environment = session.Variable, Variables = ReadVariables(parsed), Set = [.. parsed.GetValue(_settings) ?? [], .. settings], Time = session.Time };
        var definition = BakeFiles.Read(files, options, session);
        Refuse(definition.Diagnostics, session);
        return definition;
    }

    /// <summary>The targets of Bake's files that the words name.</summary>
    public static BakeSelection Select(BakeDefinition definition, IReadOnlyList<string> words, Session session)
    {
        var selection = definition.Select(Split(words).Selectors);
        Refuse(selection.Diagnostics, session);
        return selection;
    }

    /// <summary>Whether a word names a folder.</summary>
    public static bool IsFolder(string word) => word == "." || word.Contains('/', StringComparison.Ordinal);

    /// <summary>The variables that the words give values, which win over the environment's.</summary>
    /// <exception cref="CommandException">One has no name.</exception>
    public IReadOnlyDictionary<string, string> VariablesOf(ParseResult parsed) => ReadVariables(parsed);

    private Dictionary<string, string> ReadVariables(ParseResult parsed)
    {
        var variables = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var variable in parsed.GetValue(_variables) ?? [])
        {
            var equals = variable.IndexOf('=', StringComparison.Ordinal);
            variables[equals > 0 ? variable[..equals] : throw CommandException.Usage($"--var '{variable}' is not NAME=VALUE.")] = variable[(equals + 1)..];
        }
        return variables;
    }

    private static IReadOnlyList<string> FindBake(string[] named, string folder, Session session)
    {
        var files = named.Select(name => Path.GetFullPath(name, session.WorkingFolder)).ToList();
        if (files.Count == 0)
            return File.Exists(Path.Combine(folder, FleetFile.FileName)) ? [] : BakeFiles.Find(folder, session);
        var own = files.FindIndex(static file => !BakeFiles.IsBake(file));
        if (own >= 0 && files.Count > 1)
            throw CommandException.Usage($"'{named[own]}' is a fleet file of ours, which stands alone.", "only files of Bake and Compose are merged");
        return own >= 0 ? [] : files;
    }

    /// <summary>The fleet that targets of Bake's files make.</summary>
    /// <exception cref="CommandException">Something is wrong with it; what, is on the error stream.</exception>
    public static async Task<SelectedFleet> ReadAsync(BakeSelection selection, Session session, CancellationToken cancellationToken)
    {
        var fleet = selection.ToFleet();
        Refuse(fleet.Diagnostics, session);
        var graph = await LoadAsync(fleet, session, cancellationToken);
        return new(graph, [.. fleet.Targets.Where(target => selection.TargetNames.Contains(target.Name))]);
    }

    private static async Task<FleetGraph> LoadAsync(FleetTargets fleet, Session session, CancellationToken cancellationToken)
    {
        var graph = await FleetGraph.LoadAsync(fleet, cancellationToken);
        Refuse([.. graph.Diagnostics.Except(fleet.Diagnostics)], session);
        return graph;
    }

    private static string FolderOf(string folder, Session session) => Path.GetFullPath(folder, session.WorkingFolder);

    /// <summary>The folder that words begin with, and the names behind it.</summary>
    public static (string Folder, IReadOnlyList<string> Selectors) Split(IReadOnlyList<string> words) =>
        words.Count > 0 && IsFolder(words[0]) ? (words[0], [.. words.Skip(1)]) : (".", words);

    /// <summary>Shows what is wrong; warnings are let pass.</summary>
    /// <exception cref="CommandException">Something is an error.</exception>
    public static void Refuse(IReadOnlyList<Diagnostic> diagnostics, Session session)
    {
        new DiagnosticRenderer(new() { Color = session.ErrorTerminal == TerminalKind.Colour }).Write(session.Error, diagnostics);
        var errors = diagnostics.Count(static diagnostic => diagnostic.Severity == Severity.Error);
        if (errors > 0)
            throw CommandException.Usage(errors == 1 ? "the fleet can't be used: the error above." : $"the fleet can't be used: the {errors} errors above.");
    }
}
