// SPDX-License-Identifier: Apache-2.0
using Slipway.Dockerfile;

namespace Slipway.Fleet;

/// <summary>The functions that Bake files define.</summary>
internal sealed class BakeFunctions
{
    private static readonly string[] Words = ["params", "variadic_params", "result"];

    private readonly Dictionary<string, HclBlock> _blocks = new(StringComparer.Ordinal);
    private readonly BakeNames _names;

    internal BakeFunctions(IEnumerable<HclBlock> blocks, BakeNames names)
    {
        _names = names;
        foreach (var block in blocks)
        {
            if (block.Labels is not [var label])
                throw new HclException(block.Place, $"a function has one name, not {block.Labels.Count}", "write function \"NAME\" { … }");
            _blocks[label.Value] = block;
        }
    }

    internal IEnumerable<string> Names => _blocks.Keys;

    internal HclFunction? Find(string name) => _blocks.TryGetValue(name, out var block) ? Make(name, block) : null;

    /// <summary>Looks at those that nothing calls too.</summary>
    internal void Check()
    {
        foreach (var (name, block) in _blocks)
            Make(name, block);
    }

    private HclFunction Make(string name, HclBlock block)
    {
        if (block.Body.Attributes.FirstOrDefault(static attribute => !Words.Contains(attribute.Name)) is { } unknown)
            throw new HclException(unknown.Place, $"a function has no '{unknown.Name}'", Suggestion.Help(unknown.Name, Words));
        if (block.Body.Find("params") is not { } parameters || block.Body.Find("result") is not { } result)
            throw new HclException(block.Place, $"the function '{name}' has no '{(block.Body.Find("result") is null ? "result" : "params")}'", "a function has params = [name, …] and result = …");
        if (parameters.Value is not HclTuple list)
            throw new HclException(parameters.Value.Place, "'params' is a list of names", "write params = [a, b]");
        var names = list.Items.Select(NameOf).ToList();
        var rest = block.Body.Find("variadic_params") is { } variadic ? NameOf(variadic.Value) : null;
        return new(name, names.Count, rest is null ? names.Count : int.MaxValue, call => _names.Way.Take($"{name}()", call.Place, () =>
        {
            var values = names.Select((parameter, index) => KeyValuePair.Create(parameter, call.Any(index))).ToList();
            if (rest is not null)
                values.Add(new(rest, HclValue.Tuple(call.From(names.Count))));
            return _names.Evaluator.Evaluate(result.Value, _names.Root.Inside(values));
        }));
    }

    private static string NameOf(HclExpression expression) => expression is HclVariable { Name: var name } ? name
        : throw new HclException(expression.Place, "a parameter is a name", "write it without quotes");
}
