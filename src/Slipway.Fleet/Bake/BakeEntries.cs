// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Fleet;

/// <summary>Entries that are written as CSV (<c>type=registry,ref=app:cache</c>) or as objects.</summary>
internal static class BakeEntries
{
    /// <summary>The parts of an entry, by name; what has no <c>=</c> has an empty value. Null where it can't be read.</summary>
    internal static IReadOnlyList<KeyValuePair<string, string>>? PartsOf(HclValue entry)
    {
        if (entry.IsMapping)
            return [.. entry.Entries.Where(static part => !part.Value.IsNull).Select(static part => KeyValuePair.Create(part.Key, TextOf(part.Value)))];
        return BakeCsv.ReadFields(entry.AsString)?.Select(static field => field.IndexOf('=', StringComparison.Ordinal) is >= 0 and var equals
            ? KeyValuePair.Create(field[..equals].Trim().ToLowerInvariant(), field[(equals + 1)..]) : KeyValuePair.Create(field, "")).ToList();
    }

    internal static string? Part(HclValue entry, string name) => PartsOf(entry)?.Where(part => part.Key == name).Select(static part => part.Value).FirstOrDefault();

    /// <summary>An entry as CSV.</summary>
    internal static string ToCsv(HclValue entry) => entry.IsMapping
        ? string.Join(',', PartsOf(entry)!.Select(static part => Quoted($"{part.Key}={part.Value}"))) : entry.AsString;

    /// <summary>Of entries of one type the last, where the first of them stood.</summary>
    internal static HclValue OnePerType(HclValue entries)
    {
        var kept = new List<HclValue>();
        foreach (var entry in entries.Elements)
        {
            var type = Part(entry, "type");
            var before = type is null ? -1 : kept.FindIndex(other => Part(other, "type") == type);
            if (before >= 0)
                kept[before] = entry;
            else
                kept.Add(entry);
        }
        return HclValue.Tuple(kept);
    }

    private static string TextOf(HclValue value) => HclConversion.TryConvert(value, HclType.String, out var text, out _) ? text.AsString
        : value.IsSequence ? string.Join(',', value.Elements.Select(TextOf)) : HclJson.Write(value);

    /// <summary>A field of CSV.</summary>
    internal static string Quoted(string field) => field.AsSpan().IndexOfAny(",\"\n") >= 0 ? $"\"{field.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : field;
}
