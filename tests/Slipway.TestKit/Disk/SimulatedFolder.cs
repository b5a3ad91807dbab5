// SPDX-License-Identifier: Apache-2.0
namespace Slipway.TestKit;

/// <summary>The names in a folder: those that everyone sees, and of each name all that it stood for since the folder was flushed.</summary>
internal sealed class SimulatedFolder : SimulatedNode
{
    private readonly Dictionary<string, List<SimulatedNode?>> _unflushed = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _ages = new(StringComparer.Ordinal);
    private Dictionary<string, SimulatedNode> _durable = new(StringComparer.Ordinal);

    public Dictionary<string, SimulatedNode> Current { get; } = new(StringComparer.Ordinal);

    /// <summary>What is in it, in the order in which the names first came: names may be drawn by chance, and a schedule must not depend on them.</summary>
    public IEnumerable<KeyValuePair<string, SimulatedNode>> InOrder => Current.OrderBy(pair => _ages[pair.Key]);

    /// <summary>Whether a name was taken away since the folder was flushed; names that begin with a dot do not count.</summary>
    public bool HasRemoval => _unflushed.Any(static pair => pair.Value[^1] is null && !pair.Key.StartsWith('.'));

    public SimulatedNode? Find(string name) => Current.GetValueOrDefault(name);

    public void Set(string name, SimulatedNode? node)
    {
        _ages.TryAdd(name, _ages.Count);
        if (node is null)
            Current.Remove(name);
        else
            Current[name] = node;
        if (!_unflushed.TryGetValue(name, out var states))
            _unflushed[name] = states = [];
        states.Add(node);
    }

    public void Flush()
    {
        _durable = new(Current, StringComparer.Ordinal);
        _unflushed.Clear();
    }

    public override SimulatedNode Survive(Random random, Dictionary<SimulatedNode, SimulatedNode> survivors)
    {
        if (survivors.TryGetValue(this, out var known))
            return known;
        var survivor = new SimulatedFolder();
        survivors.Add(this, survivor);
        var fate = random.Next(3);
        foreach (var name in _durable.Keys.Union(_unflushed.Keys).OrderBy(name => _ages[name]).ToList())
        {
            // What one name stood for comes in order; what happens to one name says nothing of another.
            var states = _unflushed.GetValueOrDefault(name, []);
            var chosen = fate switch { 0 => 0, 1 => states.Count, _ => random.Next(states.Count + 1) };
            var node = chosen == 0 ? _durable.GetValueOrDefault(name) : states[chosen - 1];
            if (node is not null)
                survivor.Set(name, node.Survive(random, survivors));
        }
        survivor.Flush();
        return survivor;
    }
}
