// SPDX-License-Identifier: Apache-2.0
using System.Text;
using System.Text.Json;
using Slipway.Check;
using Slipway.Dockerfile;

namespace Slipway.Fleet;

/// <summary>Reads HCL's JSON syntax: properties are attributes, or blocks where <see cref="BlockLabels"/> knows them; strings in expressions are templates.</summary>
internal sealed class HclJsonParser
{
    private readonly SourceText _source;
    private readonly byte[] _bytes;
    private int _byte;
    private int _character;

    private HclJsonParser(SourceText source) => (_source, _bytes) = (source, Encoding.UTF8.GetBytes(source.Text));

    /// <summary>How many labels the blocks have that a file may hold.</summary>
    internal static IReadOnlyDictionary<string, int> BlockLabels { get; } =
        new Dictionary<string, int>(StringComparer.Ordinal) { ["variable"] = 1, ["function"] = 1, ["group"] = 1, ["target"] = 1, ["validation"] = 0 };

    /// <summary>Reads a whole file.</summary>
    /// <exception cref="HclException">It can't be read.</exception>
    internal static HclBody ReadFile(SourceText source)
    {
        if (source.IsTruncated)
            throw new HclException(new(source, new(0, 0)), $"the file is larger than the {SourceText.MaxBytes} bytes that are read");
        if (source.FindInvalidByte(new(0, source.Text.Length)) is { } invalid)
            throw new HclException(new(source, new(invalid, 1)), "this byte is not UTF-8", "save the file as UTF-8");
        var parser = new HclJsonParser(source);
        var reader = new Utf8JsonReader(parser._bytes, new() { MaxDepth = HclLimits.Depth / 2, CommentHandling = JsonCommentHandling.Disallow });
        try
        {
            reader.Read();
            var root = parser.ReadValue(ref reader);
            if (reader.Read())
                throw new HclException(parser.PlaceOf(ref reader), "nothing can follow the file's object");
            return root is JsonSyntax { Properties: { } properties } ? BodyOf(properties, root.Place, []) : throw new HclException(root.Place, "a Bake file is an object");
        }
        catch (JsonException e)
        {
            var line = Math.Clamp((int)(e.LineNumber ?? 0) + 1, 1, source.LineCount);
            var at = Math.Min(source.GetLine(line).Start + Encoding.UTF8.GetString(
                Encoding.UTF8.GetBytes(source.ToString(source.GetLine(line))).AsSpan(0, Math.Min((int)(e.BytePositionInLine ?? 0), Encoding.UTF8.GetByteCount(source.ToString(source.GetLine(line)))))).Length, source.Text.Length);
            throw new HclException(new(source, new(at, at < source.Text.Length ? 1 : 0)), $"this is no JSON: {Clause(e.Message)}");
        }
    }

    private static string Clause(string message)
    {
        var text = message.Split(" LineNumber", 2)[0].Split(" Path:", 2)[0].TrimEnd('.');
        return char.ToLowerInvariant(text[0]) + text[1..];
    }

    private static HclBody BodyOf(IReadOnlyList<JsonProperty> properties, SourcePlace place, IReadOnlyList<string> within)
    {
        var attributes = new List<HclAttribute>();
        var blocks = new List<HclBlock>();
        foreach (var (name, namePlace, value) in properties.Where(static property => property.Name != "//"))
        {
            if (BlockLabels.TryGetValue(name, out var labels) && (labels == 0) == (within.Count > 0))
                AddBlocks(blocks, name, labels, [], value, namePlace);
            else if (attributes.Exists(attribute => attribute.Name == name))
                throw new HclException(namePlace, $"'{name}' is set here again", "keep one of them");
            else
                attributes.Add(new(name, ExpressionOf(value, name, within), namePlace));
        }
        return new(attributes, blocks, place);
    }

    // An object has a property for each label; an array has several blocks.
    private static void AddBlocks(List<HclBlock> blocks, string type, int labels, IReadOnlyList<Located<string>> given, JsonSyntax value, SourcePlace place)
    {
        if (value.Items is { } items)
        {
            foreach (var item in items)
                AddBlocks(blocks, type, labels, given, item, place);
            return;
        }
        if (value.Properties is not { } properties)
            throw new HclException(value.Place, $"'{type}' is an object{(given.Count < labels ? " of names to objects" : "")}");
        if (given.Count == labels)
        {
            blocks.Add(new(type, given, BodyOf(properties, value.Place, [type]), place));
            return;
        }
        foreach (var (name, namePlace, inner) in properties.Where(static property => property.Name != "//"))
            AddBlocks(blocks, type, labels, [.. given, new(name, namePlace)], inner, namePlace);
    }

    private static HclExpression ExpressionOf(JsonSyntax value, string attribute, IReadOnlyList<string> within)
    {
        // Types and parameters are names, and no texts.
        var isNames = (within is ["variable"] && attribute == "type") || (within is ["function"] && attribute is "params" or "variadic_params");
        if (isNames && value.Items is { } items)
            return new HclTuple([.. items.Select(item => ExpressionOf(item, attribute, within))], value.Place);
        return isNames && value.Text is not null ? value.Read(HclParser.ReadExpression) : ExpressionOf(value);
    }

    private static HclExpression ExpressionOf(JsonSyntax value) => value switch
    {
        { Items: { } items } => new HclTuple([.. items.Select(ExpressionOf)], value.Place),
        { Properties: { } properties } => new HclObject(
            [.. properties.Select(static property => KeyValuePair.Create<HclExpression, HclExpression>(new HclParentheses(new JsonSyntax(property.Place) { Text = property.Name }.Read(HclParser.ReadTemplate), property.Place), ExpressionOf(property.Value)))], value.Place),
        { Text: not null } => value.Read(HclParser.ReadTemplate),
        _ => new HclLiteral(value.Literal!, value.Place),
    };

    private JsonSyntax ReadValue(ref Utf8JsonReader reader)
    {
        var start = PlaceOf(ref reader);
        switch (reader.TokenType)
        {
            case JsonTokenType.StartObject:
                var properties = new List<JsonProperty>();
                while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
                {
                    var (name, place) = (reader.GetString()!, PlaceOf(ref reader));
                    reader.Read();
                    properties.Add(new(name, place, ReadValue(ref reader)));
                }
                return new(start) { Properties = properties };
            case JsonTokenType.StartArray:
                var items = new List<JsonSyntax>();
                while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
                    items.Add(ReadValue(ref reader));
                return new(start) { Items = items };
            case JsonTokenType.String:
                return new(start) { Text = reader.GetString() };
            case JsonTokenType.Number:
                return HclNumber.TryParse(Encoding.UTF8.GetString(reader.ValueSpan), out var number)
                    ? new(start) { Literal = HclValue.Number(number.Value) } : throw new HclException(start, "this number is out of range");
            default:
                return new(start) { Literal = reader.TokenType switch { JsonTokenType.True => HclValue.True, JsonTokenType.False => HclValue.False, _ => HclValue.Nothing } };
        }
    }

    // Tokens come in the order of the text, so that each part is counted once.
    private SourcePlace PlaceOf(ref Utf8JsonReader reader)
    {
        var start = Advance((int)reader.TokenStartIndex);
        var bytes = reader.TokenType is JsonTokenType.String or JsonTokenType.PropertyName ? reader.ValueSpan.Length + 2 : Math.Max(1, reader.ValueSpan.Length);
        return new(_source, SourceSpan.FromBounds(start, Math.Max(start, start + Encoding.UTF8.GetCharCount(_bytes, _byte, Math.Min(bytes, _bytes.Length - _byte)))));
    }

    private int Advance(int to)
    {
        if (to > _byte)
            (_character, _byte) = (_character + Encoding.UTF8.GetCharCount(_bytes, _byte, to - _byte), to);
        return _character;
    }

    private sealed record JsonProperty(string Name, SourcePlace Place, JsonSyntax Value);

    private sealed class JsonSyntax(SourcePlace place)
    {
        internal SourcePlace Place { get; } = place;

        internal IReadOnlyList<JsonProperty>? Properties { get; init; }

        internal IReadOnlyList<JsonSyntax>? Items { get; init; }

        internal string? Text { get; init; }

        internal HclValue? Literal { get; init; }

        /// <summary>Reads the text as HCL: where it stands in the file if it has no escapes, else by itself with the string's place.</summary>
        internal HclExpression Read(Func<SourceText, SourceSpan, SourcePlace?, HclExpression> read)
        {
            var inside = new SourceSpan(Place.Span.Start + 1, Math.Max(0, Place.Span.Length - 2));
            return Place.Source.ToString(inside) == Text
                ? read(Place.Source, inside, null)
                : read(SourceText.From(Place.Source.Path, Text!), new(0, Text!.Length), Place);
        }
    }
}
