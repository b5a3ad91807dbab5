// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Cli.Templates;

/// <summary>A value with named fields in a fixed order; asking for another field is an error.</summary>
internal sealed record TemplateRecord(IReadOnlyList<TemplateField> Fields) : TemplateValue
{
    /// <summary>The record without fields.</summary>
    public static TemplateRecord Empty { get; } = new([]);

    /// <summary>What messages call the thing, with its article: <c>an image</c>.</summary>
    public string Noun { get; init; } = "this value";

    public override string Kind => "struct";

    public override bool IsTrue => true;

    /// <summary>The field of a name, or null.</summary>
    public TemplateField? Find(string name) => Fields.FirstOrDefault(field => field.Name == name);

    /// <summary>
    /// The same as a document of any shape: maps by the names that JSON has. Docker's commands run a template on that when it does not fit the record,
    /// which is why <c>{{.Id}}</c> works there.
    /// </summary>
    public TemplateMap ToDocument() => (TemplateMap)Loosen(this);

    private static TemplateValue Loosen(TemplateValue value) => value switch
    {
        TemplateRecord record => new TemplateMap(record.Fields.Where(static field => !field.IsOmitted).Select(static field => KeyValuePair.Create(field.JsonName, Loosen(field.Value)))) { IsStrict = true },
        TemplateMap { IsNull: true } or TemplateList { IsNull: true } or TemplateNil => Missing,
        TemplateMap map => new TemplateMap(map.Entries.Select(static pair => KeyValuePair.Create(pair.Key, Loosen(pair.Value)))) { IsStrict = true },
        TemplateList list => new TemplateList([.. list.Items.Select(Loosen)]),
        TemplateDuration duration => new TemplateInteger(duration.Nanoseconds),
        TemplateTime time => new TemplateText(TemplateJson.TimeText(time.Value)),
        _ => value,
    };
}
