// SPDX-License-Identifier: Apache-2.0
using System.CommandLine;
using System.Text;
using Slipway.Cli.Commands.Fleets;
using Slipway.Dockerfile;
using Slipway.Fleet;
using Slipway.Native;
using Slipway.Oci;

namespace Slipway.Cli.Commands.Generating;

/// <summary>A command that makes files of a fleet: writes them, prints them, or says whether those that are there are what it would write.</summary>
internal abstract class GenerateCommand : SlipwayCommand
{
    private readonly Option<string?> _output = new("--output", "-o") { Description = "The folder that the files go to, at their own paths below it. [default: DIR] Example: -o deploy", HelpName = "FOLDER" };
    private readonly Option<bool> _print = new("--print") { Description = "Print the files to standard output, and write none." };
    private readonly Option<bool> _force = new("--force") { Description = "Write over files that were not generated, or were changed by hand since." };
    private readonly Option<bool> _check = new("--check") { Description = "Write nothing, and end with exit code 1 if a file is missing or is not what would be written." };

    protected GenerateCommand(Session session, string name, string description, params string[] examples) : base(session, name, description, examples)
    {
        Fleet.AddTo(this);
        Add(_output);
        Add(_print);
        Add(_force);
        Add(_check);
    }

    /// <summary>The words that name the fleet.</summary>
    protected FleetWords Fleet { get; } = new();

    /// <summary>The folder below the output's in which every file that was generated is this command's; null for none.</summary>
    protected virtual string? OwnFolder => null;

    /// <summary>Settings that win over the fleet file's, beside those of <c>--set</c>.</summary>
    protected virtual IReadOnlyList<string> SettingsOf(ParseResult words) => [];

    /// <summary>Makes the files.</summary>
    /// <param name="words">The words.</param>
    /// <param name="fleet">The fleet.</param>
    /// <param name="folder">The absolute folder that the files are for.</param>
    protected abstract FleetGeneration Generate(ParseResult words, SelectedFleet fleet, string folder);

    protected override async Task<int> RunAsync(ParseResult words, CancellationToken cancellationToken)
    {
        if (new[] { _print, _force, _check }.Count(words.GetValue) > 1)
            throw CommandException.Usage("--print, --force and --check exclude each other.", "give one of them");
        var fleet = await Fleet.ReadAsync(words, SettingsOf(words), Session, cancellationToken);
        var folder = words.GetValue(_output) is { } named ? Path.GetFullPath(named, Session.WorkingFolder) : fleet.Graph.Fleet.File.Folder;
        var generation = Generate(words, fleet, folder);
        Tell(generation);
        if (words.GetValue(_print))
            Print(generation.Files);
        else if (words.GetValue(_check))
            return Check(generation.Files, folder);
        else
            Write(generation.Files, folder, words.GetValue(_force));
        return ExitCode.Done;
    }

    private void Tell(FleetGeneration generation)
    {
        new DiagnosticRenderer(new() { Color = Session.ErrorTerminal == TerminalKind.Colour }).Write(Session.Error, generation.Diagnostics);
        foreach (var note in generation.Notes.Distinct())
            Session.Error.WriteLine($"note: {DisplayText.Clean(note)}");
        if (generation.Diagnostics.Any(static diagnostic => diagnostic.Severity == Severity.Error))
            throw CommandException.No("nothing was written: see above.");
        if (generation.Files.Count == 0)
            throw CommandException.No("there is nothing to write.", "slipway plan shows what the fleet has");
    }

    // Several documents of YAML may stand in one stream, and a comment may stand in each.
    private void Print(IReadOnlyList<GeneratedFile> files)
    {
        foreach (var file in files)
        {
            if (files.Count > 1)
                Session.Output.Write($"---\n# {file.Path}\n");
            Session.Output.Write(file.Text);
        }
    }

    private int Check(IReadOnlyList<GeneratedFile> files, string folder)
    {
        var wrong = files.Select(file => (file.Path, State: file.Compare(Read(Path.Combine(folder, file.Path)))))
            .Where(static one => one.State != GeneratedState.UpToDate).Select(one => $"{one.Path} {Said(one.State)}")
            .Concat(Leftover(files, folder).Select(static path => $"{path} was generated, and is of nothing in the fleet any more")).ToList();
        foreach (var line in wrong)
            Session.Output.WriteLine(line);
        return wrong.Count == 0 ? ExitCode.Done
            : throw CommandException.No($"{wrong.Count} of the files {(wrong.Count == 1 ? "is" : "are")} not what would be written.", "generate them anew without --check");
    }

    private void Write(IReadOnlyList<GeneratedFile> files, string folder, bool force)
    {
        var states = files.Select(file => (File: file, State: file.Compare(Read(Path.Combine(folder, file.Path))))).ToList();
        if (!force && states.Find(static one => one.State is GeneratedState.Edited or GeneratedState.Foreign) is { File: { } kept } one)
            throw CommandException.No($"'{Shown(folder, kept.Path)}' {Said(one.State)}; nothing was written.", "--print shows what would be written, --force writes over it, and -o names another folder");
        foreach (var (file, state) in states)
        {
            if (state != GeneratedState.UpToDate)
                AtomicFile.Write(Path.Combine(folder, file.Path), Encoding.UTF8.GetBytes(file.Text));
            Session.Error.WriteLine($"{(state == GeneratedState.UpToDate ? "unchanged" : "wrote")} {Shown(folder, file.Path)}");
        }
        foreach (var path in Leftover(files, folder))
            Session.Error.WriteLine($"note: {DisplayText.Clean(Shown(folder, path))} was generated, and is of nothing in the fleet any more: take it away");
    }

    private IEnumerable<string> Leftover(IReadOnlyList<GeneratedFile> files, string folder)
    {
        if (OwnFolder is not { } own || !Directory.Exists(Path.Combine(folder, own)))
            return [];
        return Directory.EnumerateFiles(Path.Combine(folder, own), "*.yaml").Order(StringComparer.Ordinal).Select(path => Path.GetRelativePath(folder, path))
            .Where(path => files.All(file => file.Path != path) && GeneratedFile.IsGenerated(Read(Path.Combine(folder, path)) ?? ""));
    }

    // A byte order mark is none of what was written.
    private static string? Read(string path) => !File.Exists(path) ? null
        : SourceText.FromBytes(path, LinuxFile.ReadAll(path, SourceText.MaxBytes)) is var text && text.HasByteOrderMark ? "\uFEFF" + text.Text : text.Text;

    private static string Said(GeneratedState state) => state switch
    {
        GeneratedState.Missing => "is missing",
        GeneratedState.Outdated => "is out of date",
        GeneratedState.Edited => "was changed by hand since it was generated",
        _ => "was not generated",
    };

    private string Shown(string folder, string path)
    {
        var relative = Path.GetRelativePath(Session.WorkingFolder, Path.Combine(folder, path));
        return relative.StartsWith("..", StringComparison.Ordinal) ? Path.Combine(folder, path) : relative;
    }
}
