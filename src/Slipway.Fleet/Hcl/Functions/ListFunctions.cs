// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Fleet;

/// <summary>Lists and tuples.</summary>
internal static class ListFunctions
{
    internal static IEnumerable<HclFunction> All =>
    [
        new("chunklist", 2, 2, Chunk),
        new("coalescelist", 1, int.MaxValue, static call => Enumerable.Range(0, call.Count).Select(call.Any).FirstOrDefault(static value => value.IsSequence && value.Elements.Count > 0) ?? throw call.Refuse("all lists are empty")),
        new("compact", 1, 1, static call => HclValue.Strings(call.Elements(0).Where(static item => !item.IsNull).Select(item => Text(call, item)).Where(static text => text.Length > 0))),
        new("concat", 1, int.MaxValue, Concat),
        new("contains", 2, 2, static call => HclValue.Bool(call.Elements(0).Any(item => HclValue.Same(item, call.Any(1))))),
        new("distinct", 1, 1, Distinct),
        new("element", 2, 2, Element),
        new("flatten", 1, 1, static call => HclValue.Tuple(Flatten(call.Elements(0)))),
        new("hasindex", 2, 2, static call => HclValue.Bool(HasIndex(call))),
        new("index", 2, 2, static call => HclAccess.Index(call.Value(0), call.Value(1), call.Place, call.Place)),
        new("indexof", 2, 2, static call => IndexOf(call)),
        new("length", 1, 1, static call => HclValue.Number(call.Value(0) switch
        {
            { IsSequence: true } list => list.Elements.Count,
            { Kind: HclKind.Map } map => map.Entries.Count,
            var other => throw call.Refuse(0, $"a list, set or map is required, not {other.Describe}", other.Kind == HclKind.Object ? "count its keys: length(keys(…))" : null),
        })),
        new("reverselist", 1, 1, static call => Same(call.Value(0), call.Elements(0).Reverse())),
        new("slice", 3, 3, Slice),
        new("sort", 1, 1, static call => HclValue.Strings(call.Texts(0).Order(StringComparer.Ordinal))),
    ];

    // A list of the type that the given one had.
    private static HclValue Same(HclValue list, IEnumerable<HclValue> items) => list.Kind == HclKind.Tuple ? HclValue.Tuple(items) : HclValue.List(list.Type.Element!, items);

    private static string Text(HclArguments call, HclValue item) =>
        HclConversion.TryConvert(item, HclType.String, out var text, out var problem) ? text.AsString : throw call.Refuse(0, problem);

    private static HclValue Chunk(HclArguments call)
    {
        var size = call.Integer(1);
        if (size < 0)
            throw call.Refuse(1, "a size is not negative");
        var items = call.Elements(0);
        return HclValue.Tuple((size == 0 ? [[.. items]] : items.Chunk(size)).Select(chunk => Same(call.Value(0), chunk)));
    }

    private static HclValue Concat(HclArguments call)
    {
        var lists = Enumerable.Range(0, call.Count).Select(index => (List: call.Value(index), Items: call.Elements(index))).ToList();
        var items = lists.SelectMany(static list => list.Items).ToList();
        call.Budget.Length(items.Count, call.Place);
        if (lists.TrueForAll(list => list.List.Kind == HclKind.List) && HclConversion.Unify(lists.Select(static list => list.List.Type.Element!)) is { } element)
            return HclConversion.TryConvert(HclValue.Tuple(items), HclType.ListOf(element), out var list, out _) ? list : HclValue.Tuple(items);
        return HclValue.Tuple(items);
    }

    private static HclValue Distinct(HclArguments call)
    {
        var kept = new List<HclValue>();
        foreach (var item in call.Elements(0))
        {
            call.Budget.Step(call.Place, 1 + (kept.Count / 16));
            if (!kept.Exists(other => HclValue.Same(other, item)))
                kept.Add(item);
        }
        return Same(call.Value(0), kept);
    }

    private static HclValue Element(HclArguments call)
    {
        var items = call.Elements(0);
        if (items.Count == 0)
            throw call.Refuse(0, "an empty list has no element");
        var index = call.Integer(1) % items.Count;
        return items[index < 0 ? index + items.Count : index];
    }

    private static IEnumerable<HclValue> Flatten(IEnumerable<HclValue> items) => items.SelectMany(static item => item.IsSequence ? Flatten(item.Elements) : [item]);

    private static bool HasIndex(HclArguments call)
    {
        try
        {
            HclAccess.Index(call.Value(0), call.Value(1), call.Place, call.Place);
            return true;
        }
        catch (HclException) when (call.Value(0).IsSequence || call.Value(0).IsMapping)
        {
            return false;
        }
    }

    private static HclValue IndexOf(HclArguments call)
    {
        foreach (var (index, item) in call.Elements(0).Index())
        {
            if (HclValue.Same(item, call.Any(1)))
                return HclValue.Number(index);
        }
        throw call.Refuse("the list does not hold the value");
    }

    private static HclValue Slice(HclArguments call)
    {
        var (items, start, end) = (call.Elements(0), call.Integer(1), call.Integer(2));
        if (start < 0 || end < start || end > items.Count)
            throw call.Refuse($"{start} to {end} is no part of a list of {items.Count}");
        return Same(call.Value(0), items.Skip(start).Take(end - start));
    }
}
