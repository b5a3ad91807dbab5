// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using System.Text.RegularExpressions;
using Slipway.Check;
using Slipway.Dockerfile;

namespace Slipway.Fleet;

/// <summary>Reads what is claimed of an image.</summary>
internal sealed partial class ClaimsReader(List<Diagnostic> diagnostics)
{
    private const int MaxPort = 65535;

    private static readonly (string Word, OutputMatch Match)[] OutputWords =
        [("prints", OutputMatch.Equals), ("contains", OutputMatch.Contains), ("matches", OutputMatch.Matches)];

    [GeneratedRegex(@"\A([0-9]{1,5})(?:/(tcp|udp|sctp))?\z", RegexOptions.CultureInvariant)]
    private static partial Regex PortGrammar();

    [GeneratedRegex(@"\A([0-9]{1,2}(?:\.[0-9]{1,2})?|100)%\z", RegexOptions.CultureInvariant)]
    private static partial Regex PercentGrammar();

    internal ClaimSettings Read(YamlValue value)
    {
        if (FieldReader.Open(value, "'claims'", diagnostics) is not { } fields)
            return ClaimSettings.Empty;
        var (size, compressed) = ReadSize(fields);
        var claims = new ClaimSettings
        {
            Labels = fields.Map("labels"),
            Annotations = fields.Map("annotations"),
            Env = fields.Map("env"),
            User = ReadUser(fields),
            Workdir = fields.Text("workdir"),
            Ports = fields.Texts("ports", text => ReadPort(text, fields)) ?? [],
            Healthcheck = ReadHealthcheck(fields),
            Entrypoint = fields.Command("entrypoint"),
            Cmd = fields.Command("cmd"),
            Packages = ReadPresence(fields, "packages", text => CheckPackage(text, fields)),
            Files = ReadPresence(fields, "files", text => CheckPath(text, fields)),
            Size = size,
            Compressed = compressed,
            Platforms = fields.Texts("platforms", text => ImageReader.ReadPlatform(text, fields)) ?? [],
            Commands = ReadCommands(fields),
        };
        fields.Finish();
        return claims;
    }

    private List<NamedText> ReadUser(FieldReader fields)
    {
        if (fields.Take("user") is not { } value || FieldReader.Open(value, "'user'", diagnostics) is not { } user)
            return [];
        var parts = new List<NamedText>();
        foreach (var word in (string[])["uid", "gid", "name"])
        {
            if (user.Text(word) is not { } text)
                continue;
            if (word != "name" && !uint.TryParse(text.Value, NumberStyles.None, CultureInfo.InvariantCulture, out _))
                user.Report(text.Place, $"'{word}' is a number, not '{text.Value}'", "write the user's name under 'name'");
            else
                parts.Add(new(word, text.Value, text.Place));
        }
        user.Finish();
        return parts;
    }

    private static Located<string>? ReadPort(Located<string> text, FieldReader fields)
    {
        var match = PortGrammar().Match(text.Value);
        if (match.Success && int.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture) is > 0 and <= MaxPort and var port)
            return text with { Value = $"{port}/{(match.Groups[2].Success ? match.Groups[2].Value : "tcp")}" };
        fields.Report(text.Place, $"'{text.Value}' is not a port", "write a number from 1 to 65535, with /udp or /sctp where it isn't TCP");
        return null;
    }

    private static Located<Presence>? ReadHealthcheck(FieldReader fields) => fields.Text("healthcheck") switch
    {
        null => null,
        { Value: "true" or "present" } text => new(Presence.Present, text.Place),
        { Value: "false" or "absent" } text => new(Presence.Absent, text.Place),
        { } text => ReportHealthcheck(text, fields),
    };

    private static Located<Presence>? ReportHealthcheck(Located<string> text, FieldReader fields)
    {
        fields.Report(text.Place, $"'healthcheck' is present or absent, not '{text.Value}'");
        return null;
    }

    private List<PresenceSetting> ReadPresence(FieldReader fields, string word, Func<Located<string>, bool> check)
    {
        if (fields.Take(word) is not { } value || FieldReader.Open(value, $"'{word}'", diagnostics) is not { } map)
            return [];
        var present = map.Texts("present");
        var absent = map.Texts("absent");
        var necessity = map.Switch("optional", Necessity.Optional, Necessity.Required)?.Value ?? Necessity.Required;
        if (present is null && absent is null && ((YamlMap)value).Entries.All(entry => entry.Key.Text is not ("present" or "absent")))
            map.Report(value, $"'{word}' claims nothing", "list names under 'present' or 'absent'");
        map.Finish();
        IEnumerable<PresenceSetting> Settings(IReadOnlyList<Located<string>>? texts, Presence presence) =>
            (texts ?? []).Where(check).Select(text => new PresenceSetting(text, presence, necessity));
        return [.. Settings(present, Presence.Present), .. Settings(absent, Presence.Absent)];
    }

    private static bool CheckPackage(Located<string> text, FieldReader fields)
    {
        // Words in braces are filled in later, and the whole is checked again then.
        if (text.Value.Contains('{', StringComparison.Ordinal) || PackagePattern.TryParse(text.Value, out _, out var problem))
            return true;
        fields.Report(text.Place, problem, "write a name, 'deb:name', 'npm:name' or 'npm:@scope/name'");
        return false;
    }

    private static bool CheckPath(Located<string> text, FieldReader fields)
    {
        if (text.Value.StartsWith('/') || text.Value.StartsWith('{'))
            return true;
        fields.Report(
            text.Place, $"'{text.Value}' is not an absolute path",
            text.Value.StartsWith("**", StringComparison.Ordinal) ? $"write '/{text.Value}'" : "begin it with '/'");
        return false;
    }

    private (SizeSettings Size, SizeSettings Compressed) ReadSize(FieldReader fields)
    {
        if (fields.Take("size") is not { } value)
            return (SizeSettings.Empty, SizeSettings.Empty);
        if (value is YamlScalar)
            return (new() { Max = fields.Text("size") is { } text ? ReadBytes(text, fields) : null }, SizeSettings.Empty);
        if (FieldReader.Open(value, "'size'", diagnostics) is not { } size)
            return (SizeSettings.Empty, SizeSettings.Empty);
        var stored = ReadMeasure(size);
        var travelling = SizeSettings.Empty;
        if (size.Take("compressed") is YamlScalar)
            travelling = new() { Max = size.Text("compressed") is { } text ? ReadBytes(text, size) : null };
        else if (size.Take("compressed") is { } map && FieldReader.Open(map, "'compressed'", diagnostics) is { } compressed)
            travelling = FinishMeasure(compressed);
        size.Finish();
        return (stored, travelling);
    }

    private static SizeSettings FinishMeasure(FieldReader fields)
    {
        var settings = ReadMeasure(fields);
        fields.Finish();
        return settings;
    }

    private static SizeSettings ReadMeasure(FieldReader fields)
    {
        var (max, saves, against) = (fields.Text("max"), fields.Text("saves"), fields.Text("against"));
        var percent = saves is { } text ? ReadPercent(text, fields) : null;
        return new()
        {
            Max = max is { } bytes ? ReadBytes(bytes, fields) : null,
            Saves = percent,
            // A saving that could not be read is reported once, not again as a comparison without one.
            Against = saves is not null && percent is null ? null : against,
        };
    }

    private static Located<ByteSize>? ReadBytes(Located<string> text, FieldReader fields)
    {
        if (ByteSize.TryParse(text.Value, out var bytes, out var problem))
            return new(bytes, text.Place);
        fields.Report(text.Place, problem);
        return null;
    }

    private static Located<decimal>? ReadPercent(Located<string> text, FieldReader fields)
    {
        if (PercentGrammar().Match(text.Value) is { Success: true } match)
            return new(decimal.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture), text.Place);
        fields.Report(text.Place, $"'{text.Value}' is not a saving", "write it in percent, such as '40%'");
        return null;
    }

    private List<CommandSetting> ReadCommands(FieldReader fields)
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
        var outputs = new List<(Located<string> Text, OutputMatch Match)>();
        foreach (var (word, match) in OutputWords)
        {
            if (entry.Text(word) is { } text)
                outputs.Add((text, match));
        }
        if (outputs.Count > 1)
            entry.Report(outputs[1].Text.Place, "an entry of 'commands' has one of 'prints', 'contains' and 'matches'", "add an entry for each");
        var output = outputs.Count == 0 ? null : new OutputPattern(outputs[0].Match, outputs[0].Text.Value);
        if (output is { IsWellFormed: false })
            entry.Report(outputs[0].Text.Place, $"'{output.Text}' is not a regular expression");
        var exit = entry.Text("exit");
        var code = 0;
        if (exit is { } given && !(int.TryParse(given.Value, NumberStyles.None, CultureInfo.InvariantCulture, out code) && code <= byte.MaxValue))
            entry.Report(given.Place, $"'{given.Value}' is not an exit code", "write a number from 0 to 255");
        var necessity = entry.Switch("optional", Necessity.Optional, Necessity.Required)?.Value ?? Necessity.Required;
        entry.Finish();
        return run is { } command ? new() { Run = command, ExitCode = code, Output = output, Necessity = necessity } : null;
    }
}
