// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Fleet;

/// <summary>Comparisons and logic.</summary>
internal static class LogicFunctions
{
    internal static IEnumerable<HclFunction> All =>
    [
        new("and", 2, 2, static call => HclValue.Bool(call.Bool(0) && call.Bool(1))),
        new("or", 2, 2, static call => HclValue.Bool(call.Bool(0) || call.Bool(1))),
        new("not", 1, 1, static call => HclValue.Bool(!call.Bool(0))),
        new("equal", 2, 2, static call => HclValue.Bool(HclValue.Same(call.Any(0), call.Any(1)))),
        new("notequal", 2, 2, static call => HclValue.Bool(!HclValue.Same(call.Any(0), call.Any(1)))),
        new("greaterthan", 2, 2, static call => HclValue.Bool(call.Number(0).CompareTo(call.Number(1)) > 0)),
        new("greaterthanorequalto", 2, 2, static call => HclValue.Bool(call.Number(0).CompareTo(call.Number(1)) >= 0)),
        new("lessthan", 2, 2, static call => HclValue.Bool(call.Number(0).CompareTo(call.Number(1)) < 0)),
        new("lessthanorequalto", 2, 2, static call => HclValue.Bool(call.Number(0).CompareTo(call.Number(1)) <= 0)),
        new("coalesce", 1, int.MaxValue, Coalesce),
    ];

    private static HclValue Coalesce(HclArguments call)
    {
        var type = HclConversion.Unify(call.From(0).Select(static value => value.Type)) ?? throw call.Refuse("all arguments must have one type");
        var found = call.From(0).FirstOrDefault(static value => !value.IsNull) ?? throw call.Refuse("all arguments are null");
        return HclConversion.TryConvert(found, type, out var converted, out var problem) ? converted : throw call.Refuse(problem);
    }
}
