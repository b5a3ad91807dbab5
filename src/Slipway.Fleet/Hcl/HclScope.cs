// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Fleet;

/// <summary>The names that an expression knows, within those that stand around it.</summary>
internal sealed class HclScope
{
    private readonly HclScope? _outer;
    private readonly Dictionary<string, HclValue> _values = new(StringComparer.Ordinal);

    private HclScope(HclScope? outer, IHclNames names) => (_outer, Names) = (outer, names);

    /// <summary>The outermost names, and the functions.</summary>
    internal IHclNames Names { get; }

    internal static HclScope Root(IHclNames names) => new(null, names);

    internal HclScope Inside(IEnumerable<KeyValuePair<string, HclValue>> values)
    {
        var scope = new HclScope(this, Names);
        foreach (var (name, value) in values)
            scope._values[name] = value;
        return scope;
    }

    /// <summary>The value of a name, or null where nothing between here and the outermost names has it.</summary>
    internal HclValue? FindInner(string name) => _values.TryGetValue(name, out var value) ? value : _outer?.FindInner(name);
}
