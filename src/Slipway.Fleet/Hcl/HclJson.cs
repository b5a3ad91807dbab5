// SPDX-License-Identifier: Apache-2.0
using System.Text.Json;

namespace Slipway.Fleet;

/// <summary>Values of HCL as JSON, and back.</summary>
internal static class HclJson
{
    internal static string Write(HclValue value)
    {
        var json = new GoJsonText(GoJsonForm.Compact);
        Write(json, value);
        return json.ToString();
    }

    /// <summary>The value of a text of JSON; null, with a clause, where it is none.</summary>
    internal static HclValue? Parse(string text, out string problem)
    {
        problem = "";
        try
        {
            using var document = JsonDocument.Parse(text, new() { MaxDepth = HclLimits.Depth / 2 });
            return Read(document.RootElement);
        }
        catch (JsonException e)
        {
            problem = e.Message.Split(" LineNumber", 2)[0].TrimEnd('.');
            return null;
        }
    }

    internal static void Write(GoJsonText json, HclValue value)
    {
        if (value.IsNull)
        {
            json.Word("null");
        }
        else if (value.Kind == HclKind.String)
        {
            json.String(value.AsString);
        }
        else if (value.IsMapping)
        {
            json.Open('{');
            foreach (var (key, item) in value.Entries)
            {
                json.Property(key);
                Write(json, item);
            }
            json.Close('}');
        }
        else if (value.IsSequence)
        {
            json.Open('[');
            foreach (var item in value.Elements)
            {
                json.Item();
                Write(json, item);
            }
            json.Close(']');
        }
        else
        {
            json.Word(value.Kind == HclKind.Bool ? value.AsBool ? "true" : "false" : value.AsNumber.ToString());
        }
    }

    private static HclValue Read(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.String => HclValue.String(element.GetString()!),
        JsonValueKind.Number => HclNumber.TryParse(element.GetRawText(), out var number) ? HclValue.Number(number.Value) : throw new JsonException($"the number {element.GetRawText()} is out of range"),
        JsonValueKind.True => HclValue.True,
        JsonValueKind.False => HclValue.False,
        JsonValueKind.Array => HclValue.Tuple(element.EnumerateArray().Select(Read)),
        JsonValueKind.Object => HclValue.Object(element.EnumerateObject().Select(static property => KeyValuePair.Create(property.Name, Read(property.Value)))),
        _ => HclValue.Nothing,
    };
}
