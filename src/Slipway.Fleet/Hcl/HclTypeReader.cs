// SPDX-License-Identifier: Apache-2.0
using Slipway.Dockerfile;

namespace Slipway.Fleet;

/// <summary>Reads expressions that name types: <c>string</c>, <c>list(number)</c>, <c>object({ a = string })</c>.</summary>
internal static class HclTypeReader
{
    private static readonly string[] Words = ["string", "number", "bool", "any", "list", "set", "map", "tuple", "object"];

    internal static HclType Read(HclExpression expression) => expression switch
    {
        HclVariable { Name: "string" } => HclType.String,
        HclVariable { Name: "number" } => HclType.Number,
        HclVariable { Name: "bool" } => HclType.Bool,
        HclVariable { Name: "any" } => HclType.Any,
        HclVariable { Name: "list" or "set" or "map" or "tuple" or "object" } bare => throw new HclException(bare.Place, $"'{bare.Name}' does not say what it holds", $"write {Example(bare.Name)}"),
        HclVariable unknown => throw new HclException(unknown.Place, $"'{unknown.Name}' is no type", Suggestion.Help(unknown.Name, Words) ?? $"types are {string.Join(", ", Words)}"),
        HclCall { Name: "list", Arguments: [var element] } => HclType.ListOf(Read(element)),
        HclCall { Name: "set", Arguments: [var element] } => HclType.SetOf(Read(element)),
        HclCall { Name: "map", Arguments: [var element] } => HclType.MapOf(Read(element)),
        HclCall { Name: "tuple", Arguments: [HclTuple items] } => HclType.TupleOf(items.Items.Select(Read)),
        HclCall { Name: "object", Arguments: [HclObject attributes] } => HclType.ObjectOf(
            attributes.Items.Select(item => KeyValuePair.Create(item.Key is HclVariable name ? name.Name : throw new HclException(item.Key.Place, "the name of an attribute is missing"), Read(item.Value)))),
        HclCall call when Words.Contains(call.Name) => throw new HclException(call.Place, $"this is no type", $"write {Example(call.Name)}"),
        HclCall call => throw new HclException(call.NamePlace, $"'{call.Name}' is no type", Suggestion.Help(call.Name, Words)),
        HclLiteral { Value: { Kind: HclKind.String, IsNull: false } text } => throw new HclException(expression.Place, "a type is written without quotes", $"write {text.AsString}"),
        _ => throw new HclException(expression.Place, "this is no type", $"types are {string.Join(", ", Words)}"),
    };

    private static string Example(string word) => word switch
    {
        "tuple" => "tuple([string, number])",
        "object" => "object({ name = string })",
        "list" or "set" or "map" => $"{word}(string)",
        _ => word,
    };
}
