// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Fleet;

/// <summary>Writes the JSON of <c>--print</c>.</summary>
internal static class BakePrint
{
    internal static string Write(BakeSelection selection)
    {
        var json = new GoJsonText(GoJsonForm.Indented);
        json.Open('{');
        if (selection.Groups.Count > 0)
        {
            json.Property("group");
            json.Open('{');
            foreach (var group in selection.Groups)
                Write(json, group);
            json.Close('}');
        }
        json.Property("target");
        json.Open('{');
        foreach (var (name, target) in selection.Targets.OrderBy(static entry => entry.Key, StringComparer.Ordinal))
        {
            json.Property(name);
            Write(json, target);
        }
        json.Close('}');
        json.Close('}');
        return json.ToString();
    }

    private static void Write(GoJsonText json, BakeGroup group)
    {
        json.Property(group.Name);
        json.Open('{');
        if (group.Description is { Length: > 0 } description)
        {
            json.Property("description");
            json.String(description);
        }
        json.Property("targets");
        json.Open('[');
        foreach (var target in group.Targets)
        {
            json.Item();
            json.String(target);
        }
        json.Close(']');
        json.Close('}');
    }

    private static void Write(GoJsonText json, BakeTarget target)
    {
        json.Open('{');
        foreach (var field in BakeField.All)
        {
            if (target[field.Name] is not { Value: var value } || IsEmpty(field, value))
                continue;
            json.Property(field.Name);
            HclJson.Write(json, field.Escaping == BakeEscaping.Template ? Escape(value) : Written(field, value));
        }
        json.Close('}');
    }

    private static bool IsEmpty(BakeField field, HclValue value) => (value.IsSequence && value.Elements.Count == 0) || (value.IsMapping && value.Entries.Count == 0)
        || (field.Name == "description" && value.AsString.Length == 0);

    // Entries that are objects are written with their parts as texts.
    private static HclValue Written(BakeField field, HclValue value) => field.Kind != BakeFieldKind.Entries ? value
        : HclValue.Tuple(value.Elements.Select(static entry => entry.IsMapping
            ? HclValue.Map(HclType.String, BakeEntries.PartsOf(entry)!.Select(static part => KeyValuePair.Create(part.Key, HclValue.String(part.Value)))) : entry));

    private static HclValue Escape(HclValue value) => value switch
    {
        { IsNull: true } => value,
        { IsMapping: true } => HclValue.Map(HclType.String, value.Entries.Select(static entry => KeyValuePair.Create(entry.Key, Escape(entry.Value)))),
        { IsSequence: true } => HclValue.List(HclType.String, value.Elements.Select(Escape)),
        _ => HclValue.String(value.AsString.Replace("${", "$${", StringComparison.Ordinal).Replace("%{", "%%{", StringComparison.Ordinal)),
    };
}
