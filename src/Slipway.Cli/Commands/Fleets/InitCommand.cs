// SPDX-License-Identifier: Apache-2.0
using System.CommandLine;
using System.Text;
using Slipway.Fleet;
using Slipway.Oci;

namespace Slipway.Cli.Commands.Fleets;

/// <summary><c>slipway init</c>: writes a fleet file for a tree of Dockerfiles.</summary>
internal sealed class InitCommand : SlipwayCommand
{
    private const int NotesShown = 10;

    private readonly Argument<string> _folder = new("DIR") { Description = "The folder that Dockerfiles are looked for in, and below it.", DefaultValueFactory = static _ => "." };
    private readonly Option<string?> _file = new("--output", "-o") { Description = "The file to write. [default: slipway.yaml in DIR] Example: -o fleets/web.yaml", HelpName = "FILE" };
    private readonly Option<bool> _print = new("--print") { Description = "Print the file to standard output, and write none. Example: slipway init --print" };
    private readonly Option<bool> _force = new("--force") { Description = "Write over a file that is there, and beside files of Bake or Compose. Example: slipway init --force" };
    private readonly Option<bool> _schema = new("--schema") { Description = "Print the JSON schema of fleet files, by which editors complete and check them, and write nothing. Example: slipway init --schema > slipway.schema.json" };

    public InitCommand(Session session)
        : base(session, "init",
            "Write a slipway.yaml for a tree of Dockerfiles: images named by their folders, links and claims as the Dockerfiles have them. Where files of Bake or Compose describe the fleet, none is needed, and none is written (exit code 1).",
            "slipway init", "slipway init ./services --print", "slipway init -o fleets/web.yaml ./web", "slipway init --schema > slipway.schema.json")
    {
        Add(_folder);
        Add(_file);
        Add(_print);
        Add(_force);
        Add(_schema);
    }

    protected override async Task<int> RunAsync(ParseResult words, CancellationToken cancellationToken)
    {
        if (words.GetValue(_schema))
        {
            Session.Output.Write(FleetFileReference.ToJsonSchema());
            return ExitCode.Done;
        }
        var folder = Path.GetFullPath(words.GetValue(_folder)!, Session.WorkingFolder);
        if (!Directory.Exists(folder))
            throw CommandException.Usage($"there is no folder '{words.GetValue(_folder)}'.");
        var file = words.GetValue(_file) is { } named ? Path.GetFullPath(named, Session.WorkingFolder) : Path.Combine(folder, FleetFile.FileName);
        if (!words.GetValue(_print) && !words.GetValue(_force))
            Refuse(file, folder);
        var fileFolder = words.GetValue(_print) && words.GetValue(_file) is null ? folder : Path.GetDirectoryName(file)!;
        var draft = await FleetDraft.CreateAsync(new() { Folder = folder, FileFolder = fileFolder }, cancellationToken);
        Tell(draft);
        if (draft.Text is null)
            throw CommandException.No($"there is no Dockerfile in '{words.GetValue(_folder)}' that an image can be made of.", "write one, or name another folder: slipway init ./folder");
        if (words.GetValue(_print))
        {
            Session.Output.Write(draft.Text);
            return ExitCode.Done;
        }
        Directory.CreateDirectory(fileFolder);
        AtomicFile.Write(file, Encoding.UTF8.GetBytes(draft.Text));
        Session.Error.WriteLine($"wrote {Shown(file)}: {Count(draft.Images.Count, "image")}, {Count(draft.Links.Count, "link")}, {Count(draft.ClaimCount, "claim")}; version {draft.Version}");
        Session.Error.WriteLine("next: slipway plan shows what would be built, slipway build builds it, slipway verify proves the claims");
        return ExitCode.Done;
    }

    private void Refuse(string file, string folder)
    {
        if (Path.Exists(file))
            throw CommandException.No($"'{Shown(file)}' is there already, and was left as it is.", "--print shows what would be written, --force writes over it");
        if (BakeFiles.Find(folder, Session) is [var first, ..])
            throw CommandException.No($"'{Shown(first)}' describes the fleet already: it is read as it is, and no {FleetFile.FileName} is needed.", $"slipway plan shows it; --force writes a {FleetFile.FileName}, which is then read in its place");
    }

    private void Tell(FleetDraft draft)
    {
        foreach (var note in draft.Notes.Take(NotesShown))
            Session.Error.WriteLine($"note: {DisplayText.Clean(note)}");
        if (draft.Notes.Count > NotesShown)
            Session.Error.WriteLine($"note: and {draft.Notes.Count - NotesShown} more of these");
        foreach (var link in draft.Links)
            Session.Error.WriteLine($"link: {link}");
    }

    private static string Count(int number, string what) => number == 1 ? $"1 {what}" : $"{number} {what}s";

    private string Shown(string path)
    {
        var relative = Path.GetRelativePath(Session.WorkingFolder, path);
        return relative.StartsWith("..", StringComparison.Ordinal) ? path : relative;
    }
}
