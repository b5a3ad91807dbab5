// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Fleet;

/// <summary>Maps and objects.</summary>
internal static class MapFunctions
{
    internal static IEnumerable<HclFunction> All =>
    [
        new("keys", 1, 1, static call => HclValue.Strings(call.Entries(0).Keys)),
        new("values", 1, 1, static call => call.Value(0).Kind == HclKind.Map ? HclValue.List(call.Value(0).Type.Element!, call.Entries(0).Values) : HclValue.Tuple(call.Entries(0).Values)),
        new("lookup", 3, 3, static call => call.Entries(0).GetValueOrDefault(call.Text(1)) ?? call.Any(2)),
        new("merge", 0, int.MaxValue, Merge),
        new("zipmap", 2, 2, Zip),
    ];

    private static HclValue Merge(HclArguments call)
    {
        var merged = new List<KeyValuePair<string, HclValue>>();
        foreach (var index in Enumerable.Range(0, call.Count).Where(index => !call.Any(index).IsNull))
            merged.AddRange(call.Entries(index));
        call.Budget.Length(merged.Count, call.Place);
        var isMap = call.Count > 0 && call.From(0).All(static map => map.Kind == HclKind.Map) && call.From(0).Select(static map => map.Type).Distinct().Count() == 1;
        return isMap ? HclValue.Map(call.Any(0).Type.Element!, merged) : HclValue.Object(merged);
    }

    private static HclValue Zip(HclArguments call)
    {
        var (keys, values) = (call.Texts(0), call.Elements(1));
        if (keys.Count != values.Count)
            throw call.Refuse($"there are {keys.Count} keys and {values.Count} values");
        var entries = keys.Zip(values, KeyValuePair.Create);
        return call.Value(1).Kind == HclKind.Tuple ? HclValue.Object(entries) : HclValue.Map(call.Value(1).Type.Element!, entries);
    }
}
