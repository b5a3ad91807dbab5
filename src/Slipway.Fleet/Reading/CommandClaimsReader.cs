// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using Slipway.Check;
using Slipway.Dockerfile;

namespace Slipway.Fleet;

/// <summary>Reads what commands are claimed to do in an image.</summary>
internal sealed class CommandClaimsReader(List<Diagnostic> diagnostics)
{
    private static readonly (string Word, TextMatch Match)[] OutputWords =
        [("prints", TextMatch.Equals), ("contains", TextMatch.Contains), ("lacks", TextMatch.Lacks), ("matches", TextMatch.Matches)];

    internal IReadOnlyList<CommandSetting> Read(FieldReader fields)
    {
        var commands = new List<CommandSetting>();
        if (fields.Take("commands") is not { } value)
            return commands;
        if (value is not YamlList { Items.Count: > 0 } list)
        {
            fields.Report(value, $"'commands' is a list of entries with 'run', not {(value is YamlList ? "an empty one" : value.Kind)}");
            return commands;
        }
        foreach (var item in list.Items)
        {
            if (FieldReader.Open(item, "an entry of 'commands'", diagnostics) is { } entry && ReadCommand(item, entry) is { } command)
                commands.Add(command);
        }
        return commands;
    }

    private static CommandSetting? ReadCommand(YamlValue item, FieldReader entry)
    {
        var run = entry.Command("run");
        if (run is null && !((YamlMap)item).Entries.Any(own => own.Key.Text == "run"))
            entry.Report(item, "an entry of 'commands' runs nothing", "add 'run: [program, argument]'");
        var output = ReadOutput(entry);
        var exit = entry.Text("exit");
        var code = 0;
        if (exit is { } given && !(int.TryParse(given.Value, NumberStyles.None, CultureInfo.InvariantCulture, out code) && code <= byte.MaxValue))
            entry.Report(given.Place, $"'{given.Value}' is not an exit code", "write a number from 0 to 255");
        var necessity = entry.Switch("optional", Necessity.Optional, Necessity.Required)?.Value ?? Necessity.Required;
        entry.Finish();
        return run is { } command ? new() { Run = command, ExitCode = code, Output = output, Necessity = necessity } : null;
    }

    private static TextPattern? ReadOutput(FieldReader entry)
    {
        var outputs = new List<(Located<string> Text, TextMatch Match)>();
        foreach (var (word, match) in OutputWords)
        {
            // A command may be claimed to print nothing.
            if ((match == TextMatch.Equals ? entry.AnyText(word) : entry.Text(word)) is { } text)
                outputs.Add((text, match));
        }
        if (outputs.Count > 1)
            entry.Report(outputs[1].Text.Place, "an entry of 'commands' has one of 'prints', 'contains', 'lacks' and 'matches'", "add an entry for each");
        if (outputs.Count == 0)
            return null;
        var output = new TextPattern(outputs[0].Match, outputs[0].Text.Value);
        if (output.Problem is { } problem)
            entry.Report(outputs[0].Text.Place, problem);
        return output;
    }
}
