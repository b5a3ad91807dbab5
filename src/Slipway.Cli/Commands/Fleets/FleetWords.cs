// SPDX-License-Identifier: Apache-2.0
using System.CommandLine;
using Slipway.Dockerfile;
using Slipway.Fleet;

namespace Slipway.Cli.Commands.Fleets;

/// <summary>The words that name a fleet and some of its targets: <c>[DIR] [TARGET…] --fleet FILE --set …</c>.</summary>
internal sealed class FleetWords
{
    private readonly Argument<string[]> _words = new("[DIR] TARGET")
    {
        Description = "The fleet's folder (a word that is '.' or holds a '/'), then targets: an image, a group, or image(axis=value). [default: . and all targets]",
        Arity = ArgumentArity.ZeroOrMore,
    };

    private readonly Option<string?> _file = new("--fleet") { Description = "The fleet file. [default: slipway.yaml in DIR] Example: --fleet other.yaml", HelpName = "FILE" };
    private readonly Option<string[]> _settings = new("--set") { Description = "A setting that wins over the file's: registry=…, version=…, IMAGE.key=…. Example: --set registry=localhost:5000", HelpName = "KEY=VALUE" };

    /// <summary>Adds the words to a command.</summary>
    public void AddTo(Command command)
    {
        command.Add(_words);
        AddOptionsTo(command);
    }

    /// <summary>Adds the options alone, where a command reads the words itself.</summary>
    public void AddOptionsTo(Command command)
    {
        command.Add(_file);
        command.Add(_settings);
    }

    /// <summary>Whether the words name a fleet file.</summary>
    public bool NameAFile(ParseResult parsed) => parsed.GetValue(_file) is not null;

    /// <summary>Reads the fleet and finds the targets.</summary>
    /// <exception cref="CommandException">There is no fleet, or something is wrong with it; what, is on the error stream.</exception>
    public Task<SelectedFleet> ReadAsync(ParseResult parsed, Session session, CancellationToken cancellationToken) =>
        ReadAsync(parsed, parsed.GetValue(_words) ?? [], session, cancellationToken);

    /// <summary>Reads the fleet and finds the targets among <paramref name="words"/>.</summary>
    public async Task<SelectedFleet> ReadAsync(ParseResult parsed, IReadOnlyList<string> words, Session session, CancellationToken cancellationToken)
    {
        var (folder, selectors) = Split(words);
        var file = parsed.GetValue(_file) is { } named ? Path.GetFullPath(named, session.WorkingFolder) : Path.GetFullPath(Path.Combine(folder, FleetFile.FileName), session.WorkingFolder);
        if (!File.Exists(file))
            throw CommandException.Usage($"there is no fleet file '{Shown(file, session)}'.", "name its folder ('slipway plan ./folder') or the file with --fleet");
        var options = new FleetReadOptions { Registry = session.Variable(FleetReadOptions.RegistryVariable), Set = parsed.GetValue(_settings) ?? [] };
        var fleet = FleetTargets.Expand(FleetFile.Read(ReadText(file, session), Path.GetDirectoryName(file)!, options));
        Refuse(fleet.Diagnostics, session);
        var selection = fleet.Select(selectors);
        Refuse(selection.Diagnostics, session);
        var graph = await FleetGraph.LoadAsync(fleet, cancellationToken);
        Refuse([.. graph.Diagnostics.Except(fleet.Diagnostics)], session);
        return new(graph, selection.Targets);
    }

    /// <summary>Whether a word names a folder.</summary>
    public static bool IsFolder(string word) => word == "." || word.Contains('/', StringComparison.Ordinal);

    private static (string Folder, IReadOnlyList<string> Selectors) Split(IReadOnlyList<string> words) =>
        words.Count > 0 && IsFolder(words[0]) ? (words[0], [.. words.Skip(1)]) : (".", words);

    private static SourceText ReadText(string file, Session session)
    {
        if (new FileInfo(file).Length > SourceText.MaxBytes)
            throw CommandException.Usage($"the fleet file '{Shown(file, session)}' has more than the {SourceText.MaxBytes} bytes that are read.");
        return SourceText.FromBytes(Shown(file, session), File.ReadAllBytes(file));
    }

    private static string Shown(string path, Session session)
    {
        var relative = Path.GetRelativePath(session.WorkingFolder, path);
        return relative.StartsWith("..", StringComparison.Ordinal) ? path : relative;
    }

    // Warnings are shown and let pass.
    private static void Refuse(IReadOnlyList<Diagnostic> diagnostics, Session session)
    {
        new DiagnosticRenderer(new() { Color = session.ErrorTerminal == TerminalKind.Colour }).Write(session.Error, diagnostics);
        var errors = diagnostics.Count(static diagnostic => diagnostic.Severity == Severity.Error);
        if (errors > 0)
            throw CommandException.Usage(errors == 1 ? "the fleet can't be used: the error above." : $"the fleet can't be used: the {errors} errors above.");
    }
}
