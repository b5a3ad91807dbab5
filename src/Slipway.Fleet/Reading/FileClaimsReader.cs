// SPDX-License-Identifier: Apache-2.0
using System.Text.RegularExpressions;
using Slipway.Check;
using Slipway.Dockerfile;

namespace Slipway.Fleet;

/// <summary>Reads what is claimed of an image's files: <c>present absent content mode owner</c>.</summary>
internal sealed partial class FileClaimsReader(List<Diagnostic> diagnostics)
{
    [GeneratedRegex(@"\A0?o?[0-7]{3,4}\z", RegexOptions.CultureInvariant)]
    private static partial Regex ModeGrammar();

    [GeneratedRegex(@"\A[^\s:/]{1,256}(?::[^\s:/]{1,256})?\z", RegexOptions.CultureInvariant)]
    private static partial Regex OwnerGrammar();

    internal ClaimSettings Read(FieldReader fields)
    {
        if (fields.Take("files") is not { } value || FieldReader.Open(value, "'files'", diagnostics) is not { } map)
            return ClaimSettings.Empty;
        if (value is YamlMap files && files.Entries.All(entry => entry.Key.Text is not ("present" or "absent" or "content" or "mode" or "owner")))
            map.Report(value, "'files' claims nothing", "list paths under 'present' or 'absent', or give their 'content', 'mode' or 'owner'");
        var settings = new ClaimSettings
        {
            Files = ClaimsReader.ReadPresence(value, map, text => ReadPath(text, map), null),
            FileContents = ReadContents(map),
            FileModes = ReadTexts(map, "mode", text => ModeGrammar().IsMatch(text), "a mode", "write three or four octal digits, such as \"0755\""),
            FileOwners = ReadTexts(map, "owner", text => OwnerGrammar().IsMatch(text), "an owner", "write user or user:group, names or numbers"),
        };
        if (map.Switch("optional", Necessity.Optional, Necessity.Required) is { Value: Necessity.Optional })
            settings = settings with { FileContents = [.. settings.FileContents.Select(content => content with { Necessity = Necessity.Optional })] };
        map.Finish();
        return settings;
    }

    /// <summary>An absolute path; null, with a report, where it is none.</summary>
    internal static Located<string>? ReadPath(Located<string> text, FieldReader fields) => CheckPath(text.Value, text.Place, fields) ? text : null;

    private static bool CheckPath(string path, SourcePlace place, FieldReader fields)
    {
        if (path.StartsWith('{') || FileClaim.FindProblem(path) is not { } problem)
            return true;
        fields.Report(place, problem, path.StartsWith('/') ? null : path.StartsWith("**", StringComparison.Ordinal) ? $"write '/{path}'" : "begin it with '/'");
        return false;
    }

    private List<EntrySetting> ReadContents(FieldReader map)
    {
        var contents = new List<EntrySetting>();
        foreach (var entry in EntriesOf(map, "content"))
        {
            if (!CheckPath(entry.Key.Text, entry.Key.Place, map))
                continue;
            if (FileClaim.IsPattern(entry.Key.Text))
                map.Report(entry.Key, $"'{entry.Key.Text}' is a pattern, and 'content' is of one file", "write the file's path");
            else if (new EntryClaimsReader(diagnostics).ReadContent(entry) is { } content)
                contents.Add(content);
        }
        return contents;
    }

    private static List<NamedText> ReadTexts(FieldReader map, string word, Func<string, bool> isRight, string what, string help)
    {
        var texts = new List<NamedText>();
        foreach (var (key, value) in EntriesOf(map, word))
        {
            if (!CheckPath(key.Text, key.Place, map))
                continue;
            if (value is YamlScalar { IsNull: false } text && (text.Text.Contains('{', StringComparison.Ordinal) || isRight(text.Text)))
                texts.Add(new(key.Text, text.Text, text.Place));
            else
                map.Report(value, $"{(value is YamlScalar { IsNull: false } wrong ? $"'{wrong.Text}'" : value.Kind)} is not {what}", help);
        }
        return texts;
    }

    private static IReadOnlyList<YamlEntry> EntriesOf(FieldReader map, string word)
    {
        if (map.Take(word) is not { } value)
            return [];
        if (value is YamlMap { Entries.Count: > 0 } entries)
            return entries.Entries;
        map.Report(value, $"'{word}' is a map of paths, not {(value is YamlMap ? "an empty one" : value.Kind)}");
        return [];
    }
}
