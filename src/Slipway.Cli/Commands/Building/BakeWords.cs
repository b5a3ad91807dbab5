// SPDX-License-Identifier: Apache-2.0
using System.CommandLine;
using Slipway.Cli.Commands.Fleets;
using Slipway.Fleet;

namespace Slipway.Cli.Commands.Building;

/// <summary>The words of <c>build</c> that show what Bake's files come to, and build nothing.</summary>
internal sealed class BakeWords
{
    // Options of a single Dockerfile that Bake takes for all of its targets.
    private static readonly string[] Shared = ["--push", "--load", "--no-cache", "--pull"];

    private readonly Option<bool> _print = new("--print") { Description = "Print the targets as JSON, as 'docker buildx bake --print' does, and build nothing. Example: slipway build --print app" };
    private readonly Option<string?> _list = new("--list") { Description = "List the fleet's targets and groups, or its file's variables, and build nothing. Example: slipway build --list variables", HelpName = "targets|variables" };

    public BakeWords() => _list.AcceptOnlyFromAmong("targets", "variables");

    /// <summary>The options, in the order of help.</summary>
    public IEnumerable<Option> Options => [_print, _list];

    /// <summary>Whether something is to be shown and nothing built.</summary>
    public bool AskToShow(ParseResult words) => words.GetValue(_print) || words.GetValue(_list) is not null;

    /// <summary>Whether Bake has an option of Docker's build too.</summary>
    public static bool Knows(Option option) => Shared.Contains(option.Name);

    /// <summary>What such options set.</summary>
    public static IReadOnlyList<string> SettingsOf(IEnumerable<Option> given, ParseResult words) =>
        [.. given.Where(Knows).OfType<Option<bool>>().Select(option => $"*.{option.Name[2..]}={(words.GetValue(option) ? "true" : "false")}")];

    /// <summary>Shows what was asked for.</summary>
    /// <exception cref="CommandException">There are no such files, or something is wrong with them.</exception>
    public int Show(ParseResult words, IReadOnlyList<string> paths, IReadOnlyList<string> settings, FleetWords fleet, Session session)
    {
        if (words.GetValue(_print) && words.GetValue(_list) is not null)
            throw CommandException.Usage("--print and --list exclude each other.", "give one of them");
        if (fleet.ReadBake(words, paths, settings, session) is not { } definition)
            return words.GetValue(_list) is { } what ? List(what, fleet.ReadOwn(words, paths, settings, session), session)
                : throw CommandException.Usage("--print shows files of Bake or Compose as Bake's JSON, and there are none.", "'slipway plan' shows what a fleet file of ours comes to, and --list its targets");
        switch (words.GetValue(_list))
        {
            case "targets":
                WriteTable(session, ["TARGET", "DESCRIPTION"], definition.TargetNames.Concat(definition.GroupNames).Distinct().Order(StringComparer.Ordinal)
                    .Select(name => new[] { name, definition.DescriptionOf(name) ?? "" }));
                break;
            case "variables":
                WriteTable(session, ["VARIABLE", "TYPE", "VALUE", "DESCRIPTION"], definition.Variables.OrderBy(static variable => variable.Name, StringComparer.Ordinal)
                    .Select(static variable => new[] { variable.Name, variable.Type ?? "", variable.Value ?? "<null>", variable.Description ?? "" }));
                break;
            default:
                session.Output.WriteLine(FleetWords.Select(definition, paths, session).ToJson());
                break;
        }
        return ExitCode.Done;
    }

    private static int List(string what, FleetTargets fleet, Session session)
    {
        if (what == "targets")
            WriteTable(session, ["TARGET", "DESCRIPTION"], fleet.Targets.Select(static target => new[] { target.Name, target.Description ?? "" })
                .Concat(fleet.File.Groups.Select(static group => new[] { group.Name.Value, string.Join(", ", group.Members.Select(static member => member.Value)) })));
        else
            WriteTable(session, ["VARIABLE", "VALUE", "DESCRIPTION"], fleet.File.Variables.Select(static variable => new[] { variable.Name.Value, variable.Value ?? "<none>", variable.Description ?? "" }));
        return ExitCode.Done;
    }

    private static void WriteTable(Session session, string[] head, IEnumerable<string[]> rows)
    {
        var all = rows.Prepend(head).Select(static row => row.Select(DisplayText.Clean).ToArray()).ToList();
        var widths = Enumerable.Range(0, head.Length).Select(column => all.Max(row => row[column].Length)).ToArray();
        foreach (var row in all)
            session.Output.WriteLine(string.Join("   ", row.Select((cell, column) => cell.PadRight(widths[column]))).TrimEnd());
    }
}
