// SPDX-License-Identifier: Apache-2.0
using Slipway.Check;

namespace Slipway.Fleet;

/// <summary>A target of Bake's files: what was said of it, field by field.</summary>
internal sealed class BakeTarget(string name, SourcePlace place)
{
    private readonly Dictionary<string, BakeSetting> _settings = new(StringComparer.Ordinal);

    internal string Name { get; } = name;

    internal SourcePlace Place { get; } = place;

    /// <summary>The setting of a field, or null where nothing is said.</summary>
    internal BakeSetting? this[string field] => _settings.GetValueOrDefault(field);

    internal IEnumerable<KeyValuePair<string, BakeSetting>> Settings => _settings;

    internal string? Text(string field) => this[field]?.Value.AsString;

    internal bool? Flag(string field) => this[field]?.Value.AsBool;

    internal IReadOnlyList<string> Texts(string field) => this[field] is { } setting ? [.. setting.Value.Elements.Select(static item => item.AsString)] : [];

    internal IReadOnlyList<KeyValuePair<string, string>> Map(string field) =>
        this[field] is { } setting ? [.. setting.Value.Entries.Where(static entry => !entry.Value.IsNull).Select(static entry => KeyValuePair.Create(entry.Key, entry.Value.AsString))] : [];

    internal IReadOnlyList<HclValue> Entries(string field) => this[field]?.Value.Elements ?? [];

    /// <summary>Where a field was set, or where the target begins.</summary>
    internal SourcePlace PlaceOf(string field) => this[field]?.Place ?? Place;

    internal void Set(string field, HclValue value, SourcePlace place) => _settings[field] = new(value, place);

    internal void Unset(string field) => _settings.Remove(field);

    /// <summary>Lays what is said of <paramref name="upper"/> over what is said here.</summary>
    internal void Merge(BakeTarget upper)
    {
        foreach (var (name, setting) in upper._settings)
            _settings[name] = setting with { Value = Merge(BakeField.Of(name), this[name]?.Value, setting.Value) };
    }

    /// <summary>Takes out what counts for nothing: texts twice, empty ones, contexts without a value.</summary>
    internal void Normalize()
    {
        foreach (var (name, setting) in _settings.ToList())
        {
            var field = BakeField.Of(name);
            if (field.Kind is BakeFieldKind.Texts or BakeFieldKind.Entries)
                _settings[name] = setting with { Value = name == "attest" ? BakeEntries.OnePerType(setting.Value) : Distinct(setting.Value) };
            else if (name == "contexts")
                _settings[name] = setting with { Value = HclValue.Map(HclType.String, setting.Value.Entries.Where(static entry => entry.Value is { IsNull: false, AsString.Length: > 0 })) };
        }
        if (Text("network") == "host" && !Texts("entitlements").Contains("network.host"))
            Set("entitlements", HclValue.Strings(Texts("entitlements").Append("network.host")), PlaceOf("network"));
    }

    private static HclValue Merge(BakeField field, HclValue? lower, HclValue upper)
    {
        if (field.Kind == BakeFieldKind.Map)
            return HclValue.Map(HclType.String, (lower?.Entries ?? []).Concat(upper.Entries.Where(static entry => !entry.Value.IsNull)));
        if (lower is null || field.Merge == BakeMerge.Replace)
            return upper;
        var items = lower.Elements.Concat(upper.Elements);
        return field.Kind == BakeFieldKind.Entries ? HclValue.Tuple(items) : HclValue.List(HclType.String, items);
    }

    private static HclValue Distinct(HclValue list)
    {
        var kept = new List<HclValue>();
        foreach (var item in list.Elements.Where(item => item is not { Kind: HclKind.String, AsString.Length: 0 } && !kept.Exists(other => HclValue.Same(other, item))))
            kept.Add(item);
        return list.Kind == HclKind.Tuple ? HclValue.Tuple(kept) : HclValue.List(HclType.String, kept);
    }
}
