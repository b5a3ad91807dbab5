// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using System.Numerics;

namespace Slipway.Fleet;

/// <summary>Arithmetic.</summary>
internal static class NumberFunctions
{
    private const string Digits = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";

    internal static IEnumerable<HclFunction> All =>
    [
        new("absolute", 1, 1, static call => HclValue.Number(call.Number(0) is { Sign: < 0 } number ? -number : call.Number(0))),
        new("add", 2, 2, static call => HclValue.Number(call.Number(0) + call.Number(1))),
        new("subtract", 2, 2, static call => HclValue.Number(call.Number(0) - call.Number(1))),
        new("multiply", 2, 2, static call => HclValue.Number(call.Number(0) * call.Number(1))),
        new("divide", 2, 2, static call => HclValue.Number(call.Number(0) / Divisor(call))),
        new("modulo", 2, 2, static call => HclValue.Number(call.Number(0) % Divisor(call))),
        new("negate", 1, 1, static call => HclValue.Number(-call.Number(0))),
        new("ceil", 1, 1, static call => HclValue.Number(call.Number(0).Ceiling())),
        new("floor", 1, 1, static call => HclValue.Number(call.Number(0).Floor())),
        new("int", 1, 1, static call => HclValue.Number(call.Number(0).Truncate())),
        new("signum", 1, 1, static call => HclValue.Number(call.Integer(0) is var number && number < 0 ? -1 : number > 0 ? 1 : 0)),
        new("log", 2, 2, static call => FromDouble(call, Math.Log(call.Number(0).ToDouble()) / Math.Log(call.Number(1).ToDouble()))),
        new("pow", 2, 2, static call => FromDouble(call, Math.Pow(call.Number(0).ToDouble(), call.Number(1).ToDouble()))),
        new("max", 1, int.MaxValue, static call => HclValue.Number(Enumerable.Range(0, call.Count).Select(call.Number).Max())),
        new("min", 1, int.MaxValue, static call => HclValue.Number(Enumerable.Range(0, call.Count).Select(call.Number).Min())),
        new("parseint", 2, 2, ParseInteger),
        new("range", 1, 3, Range),
    ];

    private static HclNumber Divisor(HclArguments call) => call.Number(1) is { IsZero: false } divisor ? divisor : throw call.Refuse(1, "nothing can be divided by zero");

    private static HclValue FromDouble(HclArguments call, double value) => double.IsFinite(value)
        ? HclValue.Number(HclNumber.FromDouble(value)) : throw call.Refuse($"the result is {value.ToString(CultureInfo.InvariantCulture)}, which is no number");

    private static HclValue ParseInteger(HclArguments call)
    {
        var text = call.Text(0);
        var radix = call.Integer(1);
        if (radix is < 2 or > 62)
            throw call.Refuse(1, $"a base is 2 to 62, not {radix}");
        var digits = text.TrimStart('-', '+');
        var value = BigInteger.Zero;
        foreach (var digit in digits)
        {
            var index = Digits.IndexOf(radix <= 36 ? char.ToLowerInvariant(digit) : digit, StringComparison.Ordinal);
            if (index < 0 || index >= radix)
                throw call.Refuse(0, $"'{text}' is no whole number of base {radix}");
            value = (value * radix) + index;
        }
        if (digits.Length == 0 || text.Length - digits.Length > 1)
            throw call.Refuse(0, $"'{text}' is no whole number of base {radix}");
        return HclValue.Number(HclNumber.From(text[0] == '-' ? -value : value));
    }

    private static HclValue Range(HclArguments call)
    {
        var start = call.Count == 1 ? HclNumber.From(BigInteger.Zero) : call.Number(0);
        var end = call.Count == 1 ? call.Number(0) : call.Number(1);
        var step = call.Count == 3 ? call.Number(2) : HclNumber.From(start.CompareTo(end) <= 0 ? BigInteger.One : BigInteger.MinusOne);
        if (step.IsZero || (step.Sign > 0) != (start.CompareTo(end) <= 0))
            throw call.Refuse("the step does not lead from the start to the end");
        var items = new List<HclValue>();
        for (var number = start; step.Sign > 0 ? number.CompareTo(end) < 0 : number.CompareTo(end) > 0; number += step)
        {
            items.Add(HclValue.Number(number));
            if (items.Count > 1024)
                throw call.Refuse("a range has at most 1024 numbers");
        }
        return HclValue.List(HclType.Number, items);
    }
}
