// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Fleet;

/// <summary>The functions whose arguments may have no value: <c>try</c>, <c>can</c>, and <c>convert</c>, whose second is a type.</summary>
internal static class HclTries
{
    internal static IReadOnlyList<string> Names { get; } = ["can", "convert", "try"];

    internal static Func<HclCall, Func<HclExpression, HclValue>, HclValue>? Find(string name) => name switch
    {
        "try" => Try,
        "can" => Can,
        "convert" => Convert,
        _ => null,
    };

    private static HclValue Try(HclCall call, Func<HclExpression, HclValue> evaluate)
    {
        var notes = new List<string>();
        foreach (var argument in call.Arguments)
        {
            try
            {
                return evaluate(argument);
            }
            catch (HclException e)
            {
                notes.Add($"{e.Place}: {e.Message}");
            }
        }
        throw new HclException(call.Place, "no argument of 'try' has a value", "end it with one that always has") { Notes = notes };
    }

    private static HclValue Can(HclCall call, Func<HclExpression, HclValue> evaluate)
    {
        if (call.Arguments is not [var only])
            throw new HclException(call.Place, $"'can' takes 1 argument, got {call.Arguments.Count}");
        try
        {
            evaluate(only);
            return HclValue.True;
        }
        catch (HclException)
        {
            return HclValue.False;
        }
    }

    private static HclValue Convert(HclCall call, Func<HclExpression, HclValue> evaluate)
    {
        if (call.Arguments is not [var value, var type])
            throw new HclException(call.Place, $"'convert' takes 2 arguments, got {call.Arguments.Count}");
        return HclConversion.TryConvert(evaluate(value), HclTypeReader.Read(type), out var converted, out var problem) ? converted : throw new HclException(value.Place, problem);
    }
}
