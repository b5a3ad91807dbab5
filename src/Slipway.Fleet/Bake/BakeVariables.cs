// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using Slipway.Check;
using Slipway.Dockerfile;

namespace Slipway.Fleet;

/// <summary>The variables of Bake files: their types, defaults and checks, and the values that the environment gives them.</summary>
internal sealed class BakeVariables
{
    private static readonly string[] Words = ["type", "default", "description"];

    private readonly Dictionary<string, HclBlock> _blocks = new(StringComparer.Ordinal);
    private readonly BakeNames _names;

    internal BakeVariables(IEnumerable<HclBlock> blocks, BakeNames names)
    {
        _names = names;
        // A later declaration replaces an earlier one whole; those of built-in names say nothing.
        foreach (var block in blocks)
        {
            if (block.Labels is not [var label])
                throw new HclException(block.Place, $"a variable has one name, not {block.Labels.Count}", "write variable \"NAME\" { … }");
            if (block.Body.Attributes.FirstOrDefault(static attribute => !Words.Contains(attribute.Name)) is { } unknown)
                throw new HclException(unknown.Place, $"a variable has no '{unknown.Name}'", Suggestion.Help(unknown.Name, Words) ?? "it has type, default, description and validation blocks");
            if (block.Body.Blocks.FirstOrDefault(static inner => inner.Type != "validation") is { } inner)
                throw new HclException(inner.Place, $"a variable has no block '{inner.Type}'", Suggestion.Help(inner.Type, ["validation"]));
            if (label.Value is not ("target" or "group" or "BAKE_CMD_CONTEXT" or "BAKE_LOCAL_PLATFORM"))
                _blocks[label.Value] = block;
        }
    }

    internal IEnumerable<string> Names => _blocks.Keys;

    internal bool Has(string name) => _blocks.ContainsKey(name);

    internal SourcePlace PlaceOf(string name) => _blocks[name].Place;

    /// <summary>The value of a variable; a global attribute of the same name takes the place of the default.</summary>
    internal HclValue Resolve(string name, HclAttribute? global)
    {
        var block = _blocks[name];
        var type = global is null && block.Body.Find("type") is { } declared ? HclTypeReader.Read(declared.Value) : null;
        var initial = global ?? block.Body.Find("default");
        HclValue? value = null;
        if (initial is not null)
        {
            value = _names.Evaluator.Evaluate(initial.Value, _names.Root);
            if (type is not null && !HclConversion.TryConvert(value, type, out value, out var problem))
                throw new HclException(initial.Value.Place, $"the default of '{name}': {problem}");
        }
        var given = FromOutside(name, type, out var isJson);
        if (given is null)
            return value ?? (type is null ? HclValue.String("") : HclValue.Null(type));
        return Read(name, given, isJson, type, value, block);
    }

    /// <summary>Runs the checks of all variables.</summary>
    internal void Validate()
    {
        foreach (var rule in _blocks.Values.SelectMany(static block => block.Body.Blocks))
        {
            if (rule.Body.Find("condition") is not { } condition || rule.Body.Find("error_message") is not { } message)
                throw new HclException(rule.Place, "a validation has a 'condition' and an 'error_message'");
            var holds = _names.Evaluator.Evaluate(condition.Value, _names.Root, HclType.Bool);
            if (holds.IsNull)
                throw new HclException(condition.Value.Place, "the condition is null, which is neither true nor false");
            if (!holds.AsBool)
                throw new HclException(condition.Value.Place, _names.Evaluator.Evaluate(message.Value, _names.Root, HclType.String) is { IsNull: false } text ? text.AsString : "the value is not accepted");
        }
    }

    internal IReadOnlyList<BakeVariable> List(Func<string, HclValue> valueOf) =>
    [
        .. _blocks.Select(entry => new BakeVariable(
            entry.Key, entry.Value.Body.Find("type") is { } type ? HclTypeReader.Read(type.Value).Name : null, Shown(valueOf(entry.Key)),
            entry.Value.Body.Find("description") is { } description ? _names.Evaluator.Evaluate(description.Value, _names.Root, HclType.String).AsString : null)),
    ];

    private static string? Shown(HclValue value) =>
        value.IsNull ? null : value.Type.IsPrimitive && HclConversion.TryConvert(value, HclType.String, out var text, out _) ? text.AsString : HclJson.Write(value);

    // The variable's own name, or that name with _JSON, which wins where a type is declared.
    private string? FromOutside(string name, HclType? type, out bool isJson)
    {
        var plain = _names.Options.Lookup(name);
        var json = (plain is null || type is not null) && !Has($"{name}_JSON") ? _names.Options.Lookup($"{name}_JSON") : null;
        isJson = json is not null;
        return json ?? plain;
    }

    private static HclValue Read(string name, string given, bool isJson, HclType? type, HclValue? value, HclBlock block)
    {
        if (type is null or { Kind: HclKind.Any } && !isJson)
        {
            // Without a declared type, the default's is the variable's.
            return value switch
            {
                null or { Kind: HclKind.Any } => HclValue.String(given),
                { Type.IsPrimitive: true } => Primitive(name, given, value.Type, block),
                _ => throw Refuse(name, given, $"the default is {value.Describe}, which no text can replace", block, "declare its type"),
            };
        }
        type ??= value?.Type ?? HclType.Any;
        if (isJson)
        {
            var parsed = HclJson.Parse(given, out var wrong) ?? throw Refuse(name, given, $"this is no JSON: {wrong}", block);
            return HclConversion.TryConvert(parsed, type, out var converted, out var problem) ? converted : throw Refuse(name, given, problem, block);
        }
        if (type.IsPrimitive)
            return Primitive(name, given, type, block);
        return type.Kind != HclKind.Object ? FromCsv(name, given, type, block) : throw Refuse(name, given, "an object cannot be given as CSV", block, $"give it as JSON, in {name}_JSON");
    }

    private static HclValue FromCsv(string name, string given, HclType type, HclBlock block)
    {
        var fields = BakeCsv.ReadFields(given) ?? throw Refuse(name, given, "a quote has no end", block);
        if (type.Kind == HclKind.Tuple)
            return type.Items.Count == fields.Count
                ? HclValue.Tuple(fields.Zip(type.Items, (field, item) => Primitive(name, field, item, block)))
                : throw Refuse(name, given, $"{type.Items.Count} fields are required, not {fields.Count}", block);
        if (!type.Element!.IsPrimitive)
            throw Refuse(name, given, $"a {type.Name} cannot be given as CSV", block, $"give it as JSON, in {name}_JSON");
        if (type.Kind != HclKind.Map)
        {
            var items = fields.Select(field => Primitive(name, field, type.Element, block));
            return type.Kind == HclKind.List ? HclValue.List(type.Element, items) : HclValue.Set(type.Element, items);
        }
        return HclValue.Map(type.Element, fields.Select(field => BakeCsv.ReadFields(field, ':') is [var key, var value]
            ? KeyValuePair.Create(key, Primitive(name, value, type.Element, block)) : throw Refuse(name, given, $"'{field}' is not KEY:VALUE", block)));
    }

    private static HclValue Primitive(string name, string given, HclType type, HclBlock block) => type.Kind switch
    {
        HclKind.String => HclValue.String(given),
        HclKind.Bool => BakeFlags.TryParse(given) is { } flag ? HclValue.Bool(flag) : throw Refuse(name, given, $"'{given}' is not true or false", block),
        HclKind.Number => double.TryParse(given, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number)
            ? HclValue.Number(HclNumber.FromDouble(number)) : throw Refuse(name, given, $"'{given}' is no number", block),
        _ => throw Refuse(name, given, $"a {type.Name} cannot be given so", block, $"give it as JSON, in {name}_JSON"),
    };

    // What is wrong stands outside of the file.
    private static HclException Refuse(string name, string given, string problem, HclBlock block, string? help = null) =>
        new(new(SourceText.From(name, given), new(0, given.Length)), $"the value given to '{name}': {problem}", help) { Notes = [$"the variable is declared at {block.Place}"] };
}
