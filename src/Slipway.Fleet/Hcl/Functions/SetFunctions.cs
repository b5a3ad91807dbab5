// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Fleet;

/// <summary>Sets.</summary>
internal static class SetFunctions
{
    internal static IEnumerable<HclFunction> All =>
    [
        new("sethaselement", 2, 2, static call => HclValue.Bool(Sets(call, 1)[0].Exists(item => HclValue.Same(item, call.Any(1))))),
        new("setintersection", 1, int.MaxValue, static call => Combine(call, static (left, right) => left.Where(item => Has(right, item)))),
        new("setsubtract", 2, 2, static call => Combine(call, static (left, right) => left.Where(item => !Has(right, item)))),
        new("setsymmetricdifference", 1, int.MaxValue, static call => Combine(call, static (left, right) => left.Where(item => !Has(right, item)).Concat(right.Where(item => !Has(left, item))))),
        new("setunion", 1, int.MaxValue, static call => Combine(call, static (left, right) => left.Concat(right))),
        new("setproduct", 1, int.MaxValue, Product),
    ];

    private static bool Has(List<HclValue> items, HclValue wanted) => items.Exists(item => HclValue.Same(item, wanted));

    private static HclType ElementOf(IEnumerable<HclValue> items, HclArguments call) =>
        HclConversion.Unify(items.Select(static item => item.Type)) ?? throw call.Refuse("all elements must have one type");

    // All arguments as sets whose elements have one type.
    private static List<List<HclValue>> Sets(HclArguments call, int count)
    {
        var element = ElementOf(Enumerable.Range(0, count).SelectMany(call.Elements), call);
        return [.. Enumerable.Range(0, count).Select(index => call.As(index, HclType.SetOf(element)).Elements.ToList())];
    }

    private static HclValue Combine(HclArguments call, Func<List<HclValue>, List<HclValue>, IEnumerable<HclValue>> combine)
    {
        var sets = Sets(call, call.Count);
        call.Budget.Length(sets.Sum(static set => set.Count), call.Place);
        var combined = sets.Aggregate((left, right) => [.. combine(left, right)]);
        return HclValue.Set(ElementOf(sets.SelectMany(static set => set), call), combined);
    }

    private static HclValue Product(HclArguments call)
    {
        IEnumerable<IEnumerable<HclValue>> rows = [[]];
        long count = 1;
        foreach (var items in Enumerable.Range(0, call.Count).Select(call.Elements))
        {
            call.Budget.Length(count *= items.Count, call.Place);
            rows = rows.SelectMany(_ => items, static (row, item) => row.Append(item));
        }
        var tuples = rows.Select(HclValue.Tuple).ToList();
        return call.From(0).Any(static value => value.Kind != HclKind.Set) ? HclValue.Tuple(tuples) : HclValue.Set(ElementOf(tuples, call), tuples);
    }
}
