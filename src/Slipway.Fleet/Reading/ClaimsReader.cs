// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using System.Text.RegularExpressions;
using Slipway.Check;
using Slipway.Dockerfile;
using Slipway.Native;
using Slipway.Oci;

namespace Slipway.Fleet;

/// <summary>Reads what is claimed of an image. What claims nothing is reported: an empty map or list, and what every image or none satisfies.</summary>
internal sealed partial class ClaimsReader(List<Diagnostic> diagnostics)
{
    internal const string NotRoot = "not-root";
    private const int MaxPort = 65535;

    [GeneratedRegex(@"\A([0-9]{1,5})(?:/(tcp|udp|sctp))?\z", RegexOptions.CultureInvariant)]
    private static partial Regex PortGrammar();

    internal ClaimSettings Read(YamlValue value)
    {
        if (FieldReader.Open(value, "'claims'", diagnostics) is not { } fields)
            return ClaimSettings.Empty;
        var claims = ReadFields(value, fields) with
        {
            Platforms = ReadPlatforms(fields),
            OfPlatforms = fields.Take("platforms") is YamlMap map ? ReadPlatformClaims(map) : [],
        };
        fields.Finish();
        return claims;
    }

    private ClaimSettings ReadFields(YamlValue value, FieldReader fields)
    {
        if (value is YamlMap { Entries.Count: 0 })
            fields.Report(value, "these claims claim nothing", "leave them out");
        var (entries, files) = (new EntryClaimsReader(diagnostics), new FileClaimsReader(diagnostics).Read(fields));
        var (size, compressed) = new SizeClaimsReader(diagnostics).Read(fields);
        return files with
        {
            Labels = entries.Read(fields, "labels"),
            Annotations = entries.Read(fields, "annotations"),
            Env = entries.Read(fields, "env"),
            User = ReadUser(fields),
            Workdir = fields.Text("workdir"),
            Ports = ReadPresence(fields, "ports", text => ReadPort(text, fields)),
            Volumes = ReadPresence(fields, "volumes", text => FileClaimsReader.ReadPath(text, fields)),
            Healthcheck = new HealthcheckClaimsReader(diagnostics).Read(fields),
            Entrypoint = ReadCommand(fields, "entrypoint"),
            Cmd = ReadCommand(fields, "cmd"),
            StopSignal = ReadStopSignal(fields),
            Packages = ReadNames(fields, "packages", text => ReadPackage(text, fields)),
            NoBuildTools = ReadYes(fields, "no-build-tools"),
            Layers = SizeClaimsReader.ReadLayers(fields, diagnostics),
            Size = size,
            Compressed = compressed,
            Commands = new CommandClaimsReader(diagnostics).Read(fields),
        };
    }

    private static IReadOnlyList<Located<Platform>> ReadPlatforms(FieldReader fields)
    {
        if (fields.Take("platforms") is not YamlMap map)
            return fields.Texts("platforms", text => ImageReader.ReadPlatform(text, fields)) ?? [];
        if (map.Entries.Count == 0)
            fields.Report(map, "'platforms' is an empty map, which claims nothing", "leave it out");
        return [.. map.Entries.Select(entry => ImageReader.ReadPlatform(new(entry.Key.Text, entry.Key.Place), fields)).OfType<Located<Platform>>()];
    }

    // Each platform is claimed to be there; what stands under it, of its image alone.
    private List<PlatformClaims> ReadPlatformClaims(YamlMap map)
    {
        var all = new List<PlatformClaims>();
        foreach (var (key, value) in map.Entries)
        {
            if (value is YamlScalar { IsNull: true } || !Platform.TryParse(key.Text, out var platform))
                continue;
            if (FieldReader.Open(value, $"what is claimed for '{key.Text}'", diagnostics) is not { } fields)
                continue;
            var claims = ReadFields(value, fields);
            fields.Refuse("platforms", "it stands under a platform already");
            fields.Finish();
            if (all.Exists(other => other.Platform == platform))
                fields.Report(key, $"'{key.Text}' is {platform}, of which something is claimed already", "write it once");
            else
                all.Add(new(platform, claims));
        }
        return all;
    }

    private List<NamedText> ReadUser(FieldReader fields)
    {
        var value = fields.Take("user");
        if (value is null)
            return [];
        if (value is YamlScalar)
            return fields.Text("user") is { } one ? [new(IsNumber(one.Value) ? "uid" : "name", one.Value, one.Place)] : [];
        if (FieldReader.Open(value, "'user'", diagnostics) is not { } user)
            return [];
        if (value is YamlMap { Entries.Count: 0 })
            user.Report(value, "'user' claims nothing", "write 'uid', 'gid', 'name' or 'not-root: true'");
        var parts = new List<NamedText>();
        foreach (var word in (string[])["uid", "gid", "name"])
        {
            if (user.Text(word) is not { } text)
                continue;
            if (word != "name" && !IsNumber(text.Value) && !text.Value.Contains('{', StringComparison.Ordinal))
                user.Report(text.Place, $"'{word}' is a number, not '{text.Value}'", "write the user's name under 'name'");
            else
                parts.Add(new(word, text.Value, text.Place));
        }
        if (ReadYes(user, NotRoot) is { } place)
            parts.Add(new(NotRoot, "true", place));
        user.Finish();
        return parts;
    }

    internal static bool IsNumber(string text) => uint.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out _);

    private static Located<string>? ReadPort(Located<string> text, FieldReader fields)
    {
        var match = PortGrammar().Match(text.Value);
        if (match.Success && int.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture) is > 0 and <= MaxPort and var port)
            return text with { Value = $"{port}/{(match.Groups[2].Success ? match.Groups[2].Value : "tcp")}" };
        fields.Report(text.Place, $"'{text.Value}' is not a port", "write a number from 1 to 65535, with /udp or /sctp where it isn't TCP");
        return null;
    }

    private static Located<string>? ReadPackage(Located<string> text, FieldReader fields)
    {
        // Words in braces are filled in later, and the whole is checked again then.
        if (text.Value.Contains('{', StringComparison.Ordinal) || PackagePattern.TryParse(text.Value, out _, out var problem))
            return text;
        fields.Report(text.Place, problem, ClaimExpansion.PackageHelp);
        return null;
    }

    // No words claim that there is none.
    private Located<IReadOnlyList<string>>? ReadCommand(FieldReader fields, string word)
    {
        if (fields.Take(word) is not YamlMap map)
            return fields.Command(word);
        var command = new FieldReader(map, $"'{word}'", diagnostics);
        var absent = command.Switch("absent", Presence.Absent, Presence.Present);
        if (absent is not { Value: Presence.Absent })
            command.Report(map, $"'{word}' is a command, or 'absent: true'");
        command.Finish();
        return absent is { Value: Presence.Absent } ? new([], absent.Place) : null;
    }

    private static Located<string>? ReadStopSignal(FieldReader fields)
    {
        if (fields.Text("stop-signal") is not { } text)
            return null;
        if (text.Value.Contains('{', StringComparison.Ordinal) || Signal.TryParse(text.Value, out _))
            return text;
        fields.Report(text.Place, $"there is no signal '{text.Value}'", "write a name such as SIGTERM, or a number from 1 to 64");
        return null;
    }

    private static SourcePlace? ReadYes(FieldReader fields, string word)
    {
        if (fields.Switch(word, Presence.Absent, Presence.Present) is not { } claim)
            return null;
        if (claim.Value == Presence.Absent)
            return claim.Place;
        fields.Report(claim.Place, $"'{word}: false' claims nothing", "write true, or leave it out");
        return null;
    }

    // Names that are there; or a map of those that are and those that aren't.
    private List<PresenceSetting> ReadPresence(FieldReader fields, string word, Func<Located<string>, Located<string>?> read)
    {
        if (fields.Take(word) is YamlMap)
            return ReadNames(fields, word, read);
        return [.. (fields.Texts(word, read) ?? []).Select(text => new PresenceSetting(text, Presence.Present, Necessity.Required))];
    }

    private List<PresenceSetting> ReadNames(FieldReader fields, string word, Func<Located<string>, Located<string>?> read)
    {
        if (fields.Take(word) is not { } value || FieldReader.Open(value, $"'{word}'", diagnostics) is not { } map)
            return [];
        var names = ReadPresence(value, map, read, word);
        map.Finish();
        return names;
    }

    /// <summary>What stands under <c>present</c> and <c>absent</c>; reported where neither is there, unless <paramref name="word"/> is null.</summary>
    internal static List<PresenceSetting> ReadPresence(YamlValue value, FieldReader map, Func<Located<string>, Located<string>?> read, string? word)
    {
        var present = map.Texts("present");
        var absent = map.Texts("absent");
        var necessity = map.Switch("optional", Necessity.Optional, Necessity.Required)?.Value ?? Necessity.Required;
        if (word is not null && ((YamlMap)value).Entries.All(entry => entry.Key.Text is not ("present" or "absent")))
            map.Report(value, $"'{word}' claims nothing", "list names under 'present' or 'absent'");
        IEnumerable<PresenceSetting> Settings(IReadOnlyList<Located<string>>? texts, Presence presence) =>
            (texts ?? []).Select(read).OfType<Located<string>>().Select(text => new PresenceSetting(text, presence, necessity));
        return [.. Settings(present, Presence.Present), .. Settings(absent, Presence.Absent)];
    }
}
