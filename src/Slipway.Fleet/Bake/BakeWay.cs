// SPDX-License-Identifier: Apache-2.0
using Slipway.Check;

namespace Slipway.Fleet;

/// <summary>What is being worked out, from what was asked for down to what it needs, so that a circle is found and shown.</summary>
internal sealed class BakeWay
{
    private readonly List<(string Name, SourcePlace Place)> _open = [];

    /// <summary>Works something out, unless it is being worked out already.</summary>
    /// <exception cref="HclException">It needs itself.</exception>
    internal T Take<T>(string name, SourcePlace asked, Func<T> work)
    {
        var start = _open.FindIndex(step => step.Name == name);
        if (start >= 0)
        {
            var circle = _open[start..];
            throw new HclException(asked, $"'{name}' needs its own value: {string.Join(" → ", circle.Select(static step => step.Name))} → {name}", "take one of the references away")
            {
                Notes = [.. circle.Skip(1).Select(static step => $"'{step.Name}' is asked for at {step.Place}")],
            };
        }
        _open.Add((name, asked));
        try
        {
            return work();
        }
        finally
        {
            _open.RemoveAt(_open.Count - 1);
        }
    }
}
