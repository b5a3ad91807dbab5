// SPDX-License-Identifier: Apache-2.0
using Slipway.Check;
using Slipway.Dockerfile;
using Slipway.Fleet;
using Slipway.Oci;
using Slipway.Registry;

namespace Slipway.Server;

/// <summary>Reads what a registry keeps: <c>immutable-tags</c>, <c>retention</c> and <c>quotas</c>, each a list.</summary>
internal sealed class KeepingReader(List<Diagnostic> diagnostics)
{
    public IReadOnlyList<ImmutableTags> ReadImmutableTags(YamlValue value) => ReadList(value, "immutable-tags", "a rule of immutable tags", static fields => new ImmutableTags
    {
        Repositories = SettingWords.Pattern(fields, "repositories") ?? NamePattern.Any,
        Tags = SettingWords.Pattern(fields, "tags") ?? NamePattern.Any,
        Except = SettingWords.Patterns(fields, "except") ?? [],
    });

    public IReadOnlyList<RetentionRule> ReadRetention(YamlValue value) => ReadList(value, "retention", "a retention rule", static fields => new RetentionRule
    {
        Repositories = SettingWords.Pattern(fields, "repositories") ?? NamePattern.Any,
        Tags = SettingWords.Pattern(fields, "tags") ?? NamePattern.Any,
        KeepLast = SettingWords.Count(fields, "keep-last", 0),
        KeepYounger = SettingWords.Time(fields, "keep-younger"),
    });

    public IReadOnlyList<NamespaceQuota> ReadQuotas(YamlValue value) => ReadList(value, "quotas", "a quota", static fields =>
    {
        var quota = new NamespaceQuota
        {
            Namespaces = SettingWords.Pattern(fields, "namespaces") ?? NamePattern.Any,
            MaxBytes = ReadBytes(fields),
            MaxTags = SettingWords.Count(fields, "tags", 0),
        };
        if (fields.Take("bytes") is null && fields.Take("tags") is null)
            fields.Report(fields.Place, "the quota limits nothing", "write 'bytes: 10GB', 'tags: 1000', or both");
        return quota;
    });

    private static long? ReadBytes(FieldReader fields)
    {
        if (fields.Text("bytes") is not { } text)
            return null;
        if (ByteSize.TryParse(text.Value, out var size, out var problem))
            return size.Bytes;
        fields.Report(text.Place, problem);
        return null;
    }

    private List<T> ReadList<T>(YamlValue value, string word, string owner, Func<FieldReader, T> read)
    {
        var entries = new List<T>();
        if (value is not YamlList list)
        {
            diagnostics.Add(value.Place.Error($"'{word}' is a list, not {value.Kind}", "write each entry on a line of its own, after '- '"));
            return entries;
        }
        foreach (var item in list.Items)
        {
            if (FieldReader.Open(item, owner, diagnostics) is not { } fields)
                continue;
            entries.Add(read(fields));
            fields.Finish();
        }
        return entries;
    }
}
