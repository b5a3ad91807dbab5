// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Fleet;

/// <summary>A value of HCL with its type. Nothing is ever unknown here: every value that a file can name is there when it is read.</summary>
internal sealed class HclValue
{
    private readonly object? _content;

    private HclValue(HclType type, object? content) => (Type, _content) = (type, content);

    /// <summary>The null that has no type of its own.</summary>
    internal static HclValue Nothing { get; } = new(HclType.Any, null);

    internal static HclValue True { get; } = new(HclType.Bool, true);

    internal static HclValue False { get; } = new(HclType.Bool, false);

    internal HclType Type { get; }

    internal HclKind Kind => Type.Kind;

    internal bool IsNull => _content is null;

    internal string AsString => (string)_content!;

    internal HclNumber AsNumber => (HclNumber)_content!;

    internal bool AsBool => (bool)_content!;

    /// <summary>The elements of a list, set or tuple.</summary>
    internal IReadOnlyList<HclValue> Elements => (IReadOnlyList<HclValue>)_content!;

    /// <summary>The entries of a map or object, by key.</summary>
    internal SortedDictionary<string, HclValue> Entries => (SortedDictionary<string, HclValue>)_content!;

    internal bool IsSequence => !IsNull && Kind is HclKind.List or HclKind.Set or HclKind.Tuple;

    internal bool IsMapping => !IsNull && Kind is HclKind.Map or HclKind.Object;

    /// <summary>What it is, for messages: <c>list of string</c>, or <c>null</c>.</summary>
    internal string Describe => IsNull ? "null" : Type.Name;

    internal static HclValue String(string text) => new(HclType.String, text);

    internal static HclValue Number(HclNumber number) => new(HclType.Number, number);

    internal static HclValue Number(long number) => new(HclType.Number, HclNumber.From(number));

    internal static HclValue Bool(bool value) => value ? True : False;

    internal static HclValue Null(HclType type) => type.Kind == HclKind.Any ? Nothing : new(type, null);

    internal static HclValue List(HclType element, IEnumerable<HclValue> items) => new(HclType.ListOf(element), items.ToList());

    internal static HclValue Strings(IEnumerable<string> texts) => List(HclType.String, texts.Select(String));

    internal static HclValue Map(HclType element, IEnumerable<KeyValuePair<string, HclValue>> entries) => new(HclType.MapOf(element), Sorted(entries));

    /// <summary>A set: each value once; texts and numbers in their order, others as they come.</summary>
    internal static HclValue Set(HclType element, IEnumerable<HclValue> items)
    {
        var kept = new List<HclValue>();
        foreach (var item in items.Where(item => !kept.Exists(other => Same(other, item))))
            kept.Add(item);
        kept.Sort(Compare);
        return new(HclType.SetOf(element), kept);
    }

    internal static HclValue Tuple(IEnumerable<HclValue> items)
    {
        var list = items.ToList();
        return new(HclType.TupleOf(list.Select(static item => item.Type)), list);
    }

    internal static HclValue Object(IEnumerable<KeyValuePair<string, HclValue>> attributes)
    {
        var sorted = Sorted(attributes);
        return new(HclType.ObjectOf(sorted.Select(static entry => KeyValuePair.Create(entry.Key, entry.Value.Type))), sorted);
    }

    /// <summary>Whether two values are equal, their types included.</summary>
    internal static bool Same(HclValue left, HclValue right)
    {
        if (left.IsNull || right.IsNull)
            return left.IsNull && right.IsNull;
        if (left.Kind != right.Kind)
            return false;
        if (left.IsSequence)
            return left.Type.Equals(right.Type) && left.Elements.Count == right.Elements.Count && left.Elements.Zip(right.Elements).All(static pair => Same(pair.First, pair.Second));
        if (left.IsMapping)
            return left.Type.Equals(right.Type) && left.Entries.Count == right.Entries.Count
                && left.Entries.All(own => right.Entries.TryGetValue(own.Key, out var other) && Same(own.Value, other));
        return left._content!.Equals(right._content);
    }

    private static SortedDictionary<string, HclValue> Sorted(IEnumerable<KeyValuePair<string, HclValue>> entries)
    {
        var sorted = new SortedDictionary<string, HclValue>(StringComparer.Ordinal);
        foreach (var (key, value) in entries)
            sorted[key] = value;
        return sorted;
    }

    private static int Compare(HclValue left, HclValue right) => left.IsNull || right.IsNull ? 0 : left.Kind switch
    {
        HclKind.String => string.CompareOrdinal(left.AsString, right.AsString),
        HclKind.Number => left.AsNumber.CompareTo(right.AsNumber),
        HclKind.Bool => left.AsBool.CompareTo(right.AsBool),
        _ => 0,
    };
}
