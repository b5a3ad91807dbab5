// SPDX-License-Identifier: Apache-2.0
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Slipway.Fleet;

/// <summary>Writes the JSON schema of a fleet file. A text is a number or a switch of YAML as well, since the reader takes each as it is written.</summary>
internal sealed class FleetSchema
{
    // The text itself is JSON's own; nothing of it stands in a page.
    private static readonly JsonWriterOptions Form = new() { Indented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    // What many fields hold is written once.
    private static readonly (string Name, FieldShape Shape)[] Common =
    [
        ("text", FieldShape.Text), ("any-text", FieldShape.AnyText), ("texts", FieldShape.Texts), ("switch", FieldShape.Switch),
        ("text-map", FieldShape.TextMap), ("unsetting-map", FieldShape.UnsettingMap), ("command", FieldShape.Command),
    ];

    private readonly Utf8JsonWriter _json;

    private FleetSchema(Utf8JsonWriter json) => _json = json;

    internal static string Write()
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, Form))
            new FleetSchema(json).WriteDocument();
        return Encoding.UTF8.GetString(buffer.ToArray()) + "\n";
    }

    private void WriteDocument()
    {
        _json.WriteStartObject();
        _json.WriteString("$schema", "https://json-schema.org/draft/2020-12/schema");
        _json.WriteString("title", "slipway.yaml");
        _json.WriteString("description", Plain(FileFields.File.Summary));
        _json.WriteString("$ref", ReferenceTo(FileFields.File));
        _json.WriteStartObject("$defs");
        foreach (var (name, shape) in Common)
        {
            _json.WriteStartObject(name);
            WriteKeywords(shape);
            _json.WriteEndObject();
        }
        foreach (var fields in FileFields.All)
        {
            _json.WritePropertyName(fields.Name);
            WriteFields(fields);
        }
        _json.WriteEndObject();
        _json.WriteEndObject();
    }

    private void WriteFields(FieldSet fields)
    {
        _json.WriteStartObject();
        _json.WriteString("description", Plain(fields.Summary));
        _json.WriteString("type", "object");
        _json.WriteStartObject("properties");
        foreach (var field in fields.Fields)
        {
            _json.WriteStartObject(field.Name);
            var initial = field.Default is null ? "" : $" The default is {field.Default}.";
            _json.WriteString("description", Plain(field.Summary + initial));
            WriteShape(field.Shape);
            _json.WriteEndObject();
        }
        _json.WriteEndObject();
        if (fields.Others is { } others)
            WriteOthers(others);
        else
            _json.WriteBoolean("additionalProperties", false);
        WriteNames("required", fields.Fields.Where(static field => field.IsRequired).Select(static field => field.Name));
        WriteAlternatives(fields);
        _json.WriteEndObject();
    }

    private void WriteOthers(MapShape others)
    {
        _json.WriteStartObject("propertyNames");
        _json.WriteString("pattern", Whole(others.Names!));
        _json.WriteEndObject();
        _json.WriteStartObject("additionalProperties");
        WriteShape(others.Item);
        _json.WriteEndObject();
    }

    private void WriteAlternatives(FieldSet fields)
    {
        if (fields.NeedsOneOf.Count > 0)
            WriteEach("anyOf", fields.NeedsOneOf, name => WriteNames("required", [name]));
        if (fields.Conflicts.Count > 0)
        {
            WriteEach("allOf", fields.Conflicts, conflict =>
            {
                _json.WriteStartObject("not");
                WriteNames("required", [conflict.One, conflict.Other]);
                _json.WriteEndObject();
            });
        }
    }

    // The keywords of a shape, in the object that is open.
    private void WriteShape(FieldShape shape)
    {
        if (Common.FirstOrDefault(common => ReferenceEquals(common.Shape, shape)).Name is { } name)
            _json.WriteString("$ref", $"#/$defs/{name}");
        else
            WriteKeywords(shape);
    }

    private void WriteKeywords(FieldShape shape)
    {
        switch (shape)
        {
            case TextShape { Words.Count: > 0 } words:
                WriteWords(words.Words);
                break;
            case TextShape text:
                WriteText(text);
                break;
            case SwitchShape:
                WriteWords(["true", "false"]);
                break;
            case TextsShape texts:
                WriteOneOrMore(texts.Item);
                break;
            case CommandShape:
                WriteEach<FieldShape>("anyOf", [FieldShape.Text, new ListShape("", FieldShape.AnyText)], WriteShape);
                break;
            case MapShape map:
                WriteMap(map);
                break;
            case ListShape list:
                WriteList(list.Item, list.Least);
                break;
            case FieldsShape of:
                _json.WriteString("$ref", ReferenceTo(of.Fields));
                break;
            case EitherShape either:
                WriteEach("anyOf", either.Shapes, WriteShape);
                break;
            default:
                throw new InvalidOperationException($"The schema has no words for {shape.GetType().Name}.");
        }
    }

    private void WriteShapeOrNothing(FieldShape? shape)
    {
        if (shape is null)
            _json.WriteString("type", "null");
        else
            WriteShape(shape);
    }

    private void WriteText(TextShape text)
    {
        WriteNames("type", ["string", "number", "boolean"]);
        if (text.Pattern is { } pattern)
            _json.WriteString("pattern", Whole(pattern));
        else if (!text.MayBeEmpty)
            _json.WriteNumber("minLength", 1);
    }

    // 'true' is a switch to YAML, and the same in quotes is one to the reader too.
    private void WriteWords(IReadOnlyList<string> words)
    {
        _json.WriteStartArray("enum");
        foreach (var word in words)
        {
            _json.WriteStringValue(word);
            if (word is "true" or "false")
                _json.WriteBooleanValue(word == "true");
        }
        _json.WriteEndArray();
    }

    private void WriteOneOrMore(TextShape item) => WriteEach<FieldShape>("anyOf", [item, new ListShape("", item)], WriteShape);

    private void WriteList(FieldShape item, int least)
    {
        _json.WriteString("type", "array");
        if (least > 0)
            _json.WriteNumber("minItems", least);
        _json.WriteStartObject("items");
        WriteShape(item);
        _json.WriteEndObject();
    }

    private void WriteMap(MapShape map)
    {
        _json.WriteString("type", "object");
        if (map.Least > 0)
            _json.WriteNumber("minProperties", map.Least);
        if (map.Names is { } names)
        {
            _json.WriteStartObject("propertyNames");
            _json.WriteString("pattern", Whole(names));
            _json.WriteEndObject();
        }
        _json.WriteStartObject("additionalProperties");
        if (map.MayUnset)
            WriteEach<FieldShape?>("anyOf", [map.Item, null], WriteShapeOrNothing);
        else
            WriteShape(map.Item);
        _json.WriteEndObject();
    }

    private void WriteEach<T>(string keyword, IReadOnlyList<T> items, Action<T> write)
    {
        _json.WriteStartArray(keyword);
        foreach (var item in items)
        {
            _json.WriteStartObject();
            write(item);
            _json.WriteEndObject();
        }
        _json.WriteEndArray();
    }

    private void WriteNames(string keyword, IEnumerable<string> names)
    {
        var all = names.ToList();
        if (all.Count == 0)
            return;
        _json.WriteStartArray(keyword);
        foreach (var name in all)
            _json.WriteStringValue(name);
        _json.WriteEndArray();
    }

    private static string ReferenceTo(FieldSet fields) => $"#/$defs/{fields.Name}";

    private static string Whole(string pattern) => $"^(?:{pattern})$";

    // Editors show descriptions as plain text.
    private static string Plain(string markdown)
    {
        var text = markdown.Replace("`", "", StringComparison.Ordinal);
        for (var open = text.IndexOf('[', StringComparison.Ordinal); open >= 0; open = text.IndexOf('[', open + 1))
        {
            var close = text.IndexOf("](#", open, StringComparison.Ordinal);
            var end = close < 0 ? -1 : text.IndexOf(')', close);
            if (end > 0)
                text = text[..open] + text[(open + 1)..close] + text[(end + 1)..];
        }
        return text;
    }
}
