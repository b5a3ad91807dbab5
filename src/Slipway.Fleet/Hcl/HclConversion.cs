// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics.CodeAnalysis;

namespace Slipway.Fleet;

/// <summary>HCL's conversions of values from one type to another.</summary>
internal static class HclConversion
{
    /// <summary>Converts; false, with a clause that says why, where it can't be done.</summary>
    internal static bool TryConvert(HclValue value, HclType type, [NotNullWhen(true)] out HclValue? converted, [NotNullWhen(false)] out string? problem)
    {
        (converted, problem) = Convert(value, type);
        return converted is not null;
    }

    /// <summary>The one type that values of all of these can have; null where there is none.</summary>
    internal static HclType? Unify(IEnumerable<HclType> types)
    {
        HclType? common = null;
        foreach (var type in types.Where(static type => type.Kind != HclKind.Any))
        {
            if (common is null || common.Equals(type))
                common ??= type;
            else if (common.IsPrimitive && type.IsPrimitive && (common.Kind == HclKind.String || type.Kind == HclKind.String))
                common = HclType.String;
            else if (ElementsOf(common) is { } own && ElementsOf(type) is { } other && IsMapping(common) == IsMapping(type) && Unify([.. own, .. other]) is { } element)
                common = IsMapping(common) ? HclType.MapOf(element) : HclType.ListOf(element);
            else
                return null;
        }
        return common ?? HclType.Any;
    }

    private static bool IsMapping(HclType type) => type.Kind is HclKind.Map or HclKind.Object;

    private static IEnumerable<HclType>? ElementsOf(HclType type) => type.Kind switch
    {
        HclKind.List or HclKind.Set or HclKind.Map => [type.Element!],
        HclKind.Tuple => type.Items,
        HclKind.Object => type.Attributes.Values,
        _ => null,
    };

    private static (HclValue?, string?) Convert(HclValue value, HclType type)
    {
        if (type.Kind == HclKind.Any || value.Type.Equals(type))
            return (value, null);
        if (value.IsNull)
            return (HclValue.Null(type), null);
        return type.Kind switch
        {
            HclKind.String => ToText(value),
            HclKind.Number => value.Kind == HclKind.String && HclNumber.TryParse(value.AsString, out var number) ? (HclValue.Number(number.Value), null) : Refuse(value, "a number is required"),
            HclKind.Bool => ToBool(value),
            HclKind.List => FromSequence(value, type.Element!, static (element, items) => HclValue.List(element, items), type),
            HclKind.Set => FromSequence(value, type.Element!, static (element, items) => HclValue.Set(element, items), type),
            HclKind.Map => ToMap(value, type),
            HclKind.Tuple => ToTuple(value, type),
            _ => ToObject(value, type),
        };
    }

    private static (HclValue?, string?) ToText(HclValue value) => value.Kind switch
    {
        HclKind.Number => (HclValue.String(value.AsNumber.ToString()), null),
        HclKind.Bool => (HclValue.String(value.AsBool ? "true" : "false"), null),
        _ => Refuse(value, "a string is required"),
    };

    private static (HclValue?, string?) ToBool(HclValue value) => value.Kind != HclKind.String ? Refuse(value, "a bool is required") : value.AsString switch
    {
        "true" or "1" => (HclValue.True, null),
        "false" or "0" => (HclValue.False, null),
        var other => (null, $"a bool is required, not \"{other}\"; write true or false"),
    };

    private static (HclValue?, string?) FromSequence(HclValue value, HclType element, Func<HclType, IEnumerable<HclValue>, HclValue> make, HclType type)
    {
        if (!value.IsSequence)
            return Refuse(value, $"{type.Name} is required");
        if (element.Kind == HclKind.Any && (element = Unify(value.Elements.Select(static item => item.Type))!) is null)
            return (null, "all elements of a list must have one type");
        var items = new List<HclValue>();
        foreach (var (index, item) in value.Elements.Index())
        {
            if (!TryConvert(item, element, out var converted, out var problem))
                return (null, $"element {index}: {problem}");
            items.Add(converted);
        }
        return (make(element, items), null);
    }

    private static (HclValue?, string?) ToMap(HclValue value, HclType type)
    {
        if (!value.IsMapping)
            return Refuse(value, $"{type.Name} is required");
        var element = type.Element!;
        if (element.Kind == HclKind.Any && (element = Unify(value.Entries.Values.Select(static item => item.Type))!) is null)
            return (null, "all values of a map must have one type");
        var entries = new List<KeyValuePair<string, HclValue>>();
        foreach (var (key, item) in value.Entries)
        {
            if (!TryConvert(item, element, out var converted, out var problem))
                return (null, $"'{key}': {problem}");
            entries.Add(new(key, converted));
        }
        return (HclValue.Map(element, entries), null);
    }

    private static (HclValue?, string?) ToTuple(HclValue value, HclType type)
    {
        if (!value.IsSequence || value.Elements.Count != type.Items.Count)
            return Refuse(value, $"a tuple of {type.Items.Count} is required");
        var items = new List<HclValue>();
        foreach (var (item, wanted) in value.Elements.Zip(type.Items))
        {
            if (!TryConvert(item, wanted, out var converted, out var problem))
                return (null, $"element {items.Count}: {problem}");
            items.Add(converted);
        }
        return (HclValue.Tuple(items), null);
    }

    private static (HclValue?, string?) ToObject(HclValue value, HclType type)
    {
        if (!value.IsMapping)
            return Refuse(value, "an object is required");
        var attributes = new List<KeyValuePair<string, HclValue>>();
        foreach (var (name, wanted) in type.Attributes)
        {
            if (!value.Entries.TryGetValue(name, out var own))
                return (null, $"the attribute '{name}' is required");
            if (!TryConvert(own, wanted, out var converted, out var problem))
                return (null, $"'{name}': {problem}");
            attributes.Add(new(name, converted));
        }
        return (HclValue.Object(attributes), null);
    }

    private static (HclValue?, string?) Refuse(HclValue value, string wanted) => (null, $"{wanted}, not {value.Describe}");
}
