// SPDX-License-Identifier: Apache-2.0
using Slipway.Check;

namespace Slipway.Fleet;

/// <summary>Tuples, objects, splats and <c>for</c>.</summary>
internal sealed partial class HclEvaluator
{
    // No identifier can be called so.
    private const string SplatName = "*";

    private HclValue Gather(HclTuple tuple, HclScope scope)
    {
        budget.Length(tuple.Items.Count, tuple.Place);
        return HclValue.Tuple(tuple.Items.Select(item => Evaluate(item, scope)));
    }

    private HclValue Make(HclObject made, HclScope scope)
    {
        var entries = new List<KeyValuePair<string, HclValue>>();
        foreach (var (key, value) in made.Items)
            entries.Add(new(KeyOf(key, scope), Evaluate(value, scope)));
        return HclValue.Object(entries);
    }

    // A name alone is a key as it stands; in parentheses it is an expression.
    private string KeyOf(HclExpression key, HclScope scope) => key switch
    {
        HclVariable name => name.Name,
        HclLiteral { Value: { IsNull: true } } => "null",
        HclAttributeAccess => throw new HclException(key.Place, "a key is a name or a text", "put an expression in parentheses, and a text in quotes"),
        _ => KeyText(Evaluate(key, scope), key.Place),
    };

    private static string KeyText(HclValue value, SourcePlace place)
    {
        if (value.IsNull)
            throw new HclException(place, "a key cannot be null");
        return HclConversion.TryConvert(value, HclType.String, out var text, out var problem) ? text.AsString : throw new HclException(place, $"a key is a text: {problem}");
    }

    private HclValue Spread(HclSplat splat, HclScope scope)
    {
        var source = Evaluate(splat.Source, scope);
        if (source.IsNull)
            return HclValue.Tuple([]);
        IReadOnlyList<HclValue> elements = source.IsSequence ? source.Elements : [source];
        budget.Length(elements.Count, splat.Place);
        return HclValue.Tuple(elements.Select(element => Evaluate(splat.Each, scope.Inside([new(SplatName, element)]))));
    }

    private HclValue LoopToTuple(HclFor loop, HclScope scope)
    {
        var items = new List<HclValue>();
        foreach (var inner in Each(Evaluate(loop.Collection, scope), loop.KeyName, loop.ValueName, loop.Collection.Place, scope).Where(inner => Passes(loop, inner)))
            items.Add(Evaluate(loop.Value, inner));
        return HclValue.Tuple(items);
    }

    private HclValue LoopToObject(HclFor loop, HclScope scope)
    {
        var groups = new Dictionary<string, List<HclValue>>(StringComparer.Ordinal);
        foreach (var inner in Each(Evaluate(loop.Collection, scope), loop.KeyName, loop.ValueName, loop.Collection.Place, scope).Where(inner => Passes(loop, inner)))
        {
            var key = KeyText(Evaluate(loop.Key!, inner), loop.Key!.Place);
            if (!groups.TryGetValue(key, out var group))
                groups[key] = group = [];
            else if (!loop.IsGrouped)
                throw new HclException(loop.Key.Place, $"the key '{key}' comes out twice", "write '...' after the value to gather the values of each key");
            group.Add(Evaluate(loop.Value, inner));
        }
        return HclValue.Object(groups.Select(group => KeyValuePair.Create(group.Key, loop.IsGrouped ? HclValue.Tuple(group.Value) : group.Value[0])));
    }

    private bool Passes(HclFor loop, HclScope inner)
    {
        if (loop.Condition is null)
            return true;
        var value = Evaluate(loop.Condition, inner, HclType.Bool);
        return !value.IsNull ? value.AsBool : throw new HclException(loop.Condition.Place, "the condition is null, which is neither true nor false");
    }

    // A scope for each element, with its key and value.
    private IEnumerable<HclScope> Each(HclValue collection, string? key, string value, SourcePlace place, HclScope scope)
    {
        if (collection.IsNull || (!collection.IsSequence && !collection.IsMapping))
            throw new HclException(place, $"'for' goes through a list, set, map or object, not {collection.Describe}");
        var entries = collection.IsMapping
            ? collection.Entries.Select(static entry => (HclValue.String(entry.Key), entry.Value))
            : collection.Elements.Select((element, index) => (collection.Kind == HclKind.Set ? element : HclValue.Number(index), element));
        foreach (var (own, element) in entries)
        {
            budget.Step(place);
            var names = new List<KeyValuePair<string, HclValue>> { new(value, element) };
            if (key is not null)
                names.Add(new(key, own));
            yield return scope.Inside(names);
        }
    }
}
