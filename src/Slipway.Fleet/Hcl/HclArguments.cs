// SPDX-License-Identifier: Apache-2.0
using System.Numerics;
using Slipway.Check;

namespace Slipway.Fleet;

/// <summary>The arguments of a call, each asked for as what the function takes.</summary>
internal sealed class HclArguments(string function, IReadOnlyList<HclValue> values, IReadOnlyList<SourcePlace> places, SourcePlace place, HclBudget budget)
{
    internal int Count => values.Count;

    internal HclBudget Budget => budget;

    internal SourcePlace Place => place;

    /// <summary>All of them from one on, whatever they are.</summary>
    internal IEnumerable<HclValue> From(int index) => values.Skip(index);

    /// <summary>An argument, null or not.</summary>
    internal HclValue Any(int index) => values[index];

    /// <summary>An argument that is something.</summary>
    internal HclValue Value(int index) => values[index].IsNull ? throw Refuse(index, "a value is required, not null") : values[index];

    internal string Text(int index) => As(index, HclType.String).AsString;

    internal HclNumber Number(int index) => As(index, HclType.Number).AsNumber;

    internal bool Bool(int index) => As(index, HclType.Bool).AsBool;

    /// <summary>A whole number that fits an int.</summary>
    internal int Integer(int index)
    {
        var number = Number(index);
        var whole = number.ToBigInteger();
        return number.IsInteger && BigInteger.Abs(whole) <= int.MaxValue ? (int)whole : throw Refuse(index, $"a whole number is required, not {number}");
    }

    /// <summary>The elements of a list, set or tuple.</summary>
    internal IReadOnlyList<HclValue> Elements(int index) => Value(index) is { IsSequence: true } value ? value.Elements : throw Refuse(index, $"a list is required, not {values[index].Describe}");

    /// <summary>Elements that are texts.</summary>
    internal IReadOnlyList<string> Texts(int index) => [.. As(index, HclType.ListOf(HclType.String)).Elements.Select((item, at) => item.IsNull ? throw Refuse(index, $"element {at} is null") : item.AsString)];

    /// <summary>The entries of a map or object.</summary>
    internal SortedDictionary<string, HclValue> Entries(int index) => Value(index) is { IsMapping: true } value ? value.Entries : throw Refuse(index, $"a map is required, not {values[index].Describe}");

    internal HclValue As(int index, HclType type) => HclConversion.TryConvert(Value(index), type, out var converted, out var problem) ? converted : throw Refuse(index, problem);

    /// <summary>What is wrong with an argument.</summary>
    internal HclException Refuse(int index, string problem, string? help = null) =>
        new(index < places.Count ? places[index] : place, $"argument {index + 1} of '{function}': {problem}", help);

    /// <summary>What is wrong with the call as a whole.</summary>
    internal HclException Refuse(string problem, string? help = null) => new(place, $"'{function}': {problem}", help);
}
