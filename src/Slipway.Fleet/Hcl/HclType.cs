// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Fleet;

/// <summary>A type of HCL. Equal types are equal.</summary>
internal sealed class HclType : IEquatable<HclType>
{
    private HclType(HclKind kind) => Kind = kind;

    internal static HclType Any { get; } = new(HclKind.Any);

    internal static HclType String { get; } = new(HclKind.String);

    internal static HclType Number { get; } = new(HclKind.Number);

    internal static HclType Bool { get; } = new(HclKind.Bool);

    internal HclKind Kind { get; }

    /// <summary>The type of the elements of a list, set or map.</summary>
    internal HclType? Element { get; private init; }

    /// <summary>The types of a tuple's elements.</summary>
    internal IReadOnlyList<HclType> Items { get; private init; } = [];

    /// <summary>The types of an object's attributes.</summary>
    internal IReadOnlyDictionary<string, HclType> Attributes { get; private init; } = new Dictionary<string, HclType>();

    internal bool IsPrimitive => Kind is HclKind.String or HclKind.Number or HclKind.Bool;

    /// <summary>What it is, for messages: <c>list of string</c>.</summary>
    internal string Name => Kind switch
    {
        HclKind.List => $"list of {Element!.Name}",
        HclKind.Set => $"set of {Element!.Name}",
        HclKind.Map => $"map of {Element!.Name}",
        HclKind.Any => "any type",
        _ => Kind.ToString().ToLowerInvariant(),
    };

    internal static HclType ListOf(HclType element) => new(HclKind.List) { Element = element };

    internal static HclType SetOf(HclType element) => new(HclKind.Set) { Element = element };

    internal static HclType MapOf(HclType element) => new(HclKind.Map) { Element = element };

    internal static HclType TupleOf(IEnumerable<HclType> items) => new(HclKind.Tuple) { Items = [.. items] };

    internal static HclType ObjectOf(IEnumerable<KeyValuePair<string, HclType>> attributes) =>
        new(HclKind.Object) { Attributes = new SortedDictionary<string, HclType>(attributes.ToDictionary(StringComparer.Ordinal), StringComparer.Ordinal) };

    public bool Equals(HclType? other) => other is not null && Kind == other.Kind && Equals(Element, other.Element) && Items.SequenceEqual(other.Items)
        && Attributes.Count == other.Attributes.Count
        && Attributes.All(own => other.Attributes.TryGetValue(own.Key, out var type) && own.Value.Equals(type));

    public override bool Equals(object? obj) => Equals(obj as HclType);

    public override int GetHashCode() => HashCode.Combine(Kind, Element, Items.Count, Attributes.Count);

    public override string ToString() => Name;
}
