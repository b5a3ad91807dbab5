// SPDX-License-Identifier: Apache-2.0
using Slipway.Check;
using Slipway.Dockerfile;

namespace Slipway.Fleet;

/// <summary>
/// Reads what is claimed of texts under names: of labels, annotations, variables and the contents of files. A text claims that it is just
/// that; a map of <c>equals contains lacks matches</c> claims what they say, and one of <c>present</c> or <c>absent</c> says nothing of the text.
/// </summary>
internal sealed class EntryClaimsReader(List<Diagnostic> diagnostics)
{
    private static readonly (string Word, TextMatch Match)[] Matches =
        [("equals", TextMatch.Equals), ("contains", TextMatch.Contains), ("lacks", TextMatch.Lacks), ("matches", TextMatch.Matches)];

    private static readonly (string Word, EntryTest Test)[] Presences = [("present", EntryTest.Present), ("absent", EntryTest.Absent)];

    internal IReadOnlyList<EntrySetting> Read(FieldReader fields, string word)
    {
        if (fields.Take(word) is not { } value)
            return [];
        if (value is not YamlMap { Entries.Count: > 0 } map)
        {
            fields.Report(value, $"'{word}' is a map of names to texts, not {(value is YamlMap ? "an empty one" : value.Kind)}");
            return [];
        }
        return [.. map.Entries.Select(entry => ReadEntry(entry, Presences)).OfType<EntrySetting>()];
    }

    /// <summary>What is claimed of the content of a file, which is there in any case.</summary>
    internal EntrySetting? ReadContent(YamlEntry entry) => ReadEntry(entry, []);

    private EntrySetting? ReadEntry(YamlEntry entry, (string Word, EntryTest Test)[] presences)
    {
        var (key, value) = (entry.Key, entry.Value);
        if (value is YamlScalar { IsNull: false } text)
            return new(key.Text, [EntryTest.Is(text.Text)], text.Place);
        if (value is not YamlMap map)
        {
            var help = presences.Length > 0 ? $"write {key.Text}: \"\" for an empty one, or {key.Text}: {{ absent: true }}" : $"write {key.Text}: \"\" for an empty one";
            diagnostics.Add((value is YamlScalar ? key : value).Place.Error(value is YamlScalar ? $"'{key.Text}' has no value" : $"'{key.Text}' is a text or a map, not {value.Kind}", help));
            return null;
        }
        var fields = new FieldReader(map, $"'{key.Text}'", diagnostics);
        var tests = ReadPresence(fields, presences).Concat(Matches.SelectMany(match => ReadTexts(fields, match.Word, match.Match))).ToList();
        if (map.Entries.Count == 0)
            fields.Report(map, $"'{key.Text}' claims nothing", $"write one of {string.Join(", ", Matches.Select(match => match.Word).Concat(presences.Select(own => own.Word)))}");
        if (tests.Contains(EntryTest.Absent) && tests.Count > 1)
            fields.Report(map, $"'{key.Text}' is claimed to be absent, and something else of it", "keep one of the two");
        fields.Finish();
        return tests.Count == 0 ? null : new(key.Text, tests, value.Place);
    }

    private static IEnumerable<EntryTest> ReadPresence(FieldReader fields, (string Word, EntryTest Test)[] presences)
    {
        foreach (var (word, test) in presences)
        {
            if (fields.Switch<EntryTest?>(word, test, null) is not { } read)
                continue;
            if (read.Value is { } one)
                yield return one;
            else
                fields.Report(read.Place, $"'{word}: false' claims nothing", "write true, or leave it out");
        }
    }

    private static IEnumerable<EntryTest> ReadTexts(FieldReader fields, string word, TextMatch match)
    {
        var texts = match == TextMatch.Equals ? fields.AnyText(word) is { } whole ? [whole] : [] : fields.Texts(word) ?? [];
        foreach (var text in texts)
        {
            var pattern = new TextPattern(match, text.Value);
            if (pattern.Problem is { } problem)
                fields.Report(text.Place, problem);
            else
                yield return EntryTest.That(pattern);
        }
    }
}
