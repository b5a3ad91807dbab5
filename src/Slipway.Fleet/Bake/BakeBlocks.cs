// SPDX-License-Identifier: Apache-2.0
using System.Text.RegularExpressions;
using Slipway.Check;

namespace Slipway.Fleet;

/// <summary>The targets and groups of Bake files as blocks: which there are, and the values of their attributes.</summary>
internal sealed partial class BakeBlocks
{
    private readonly BakeNames _names;
    private readonly List<HclBlock> _blocks;
    private readonly Dictionary<(BakeInstance, string), HclValue?> _values = [];
    private List<BakeInstance> _instances = [];

    internal BakeBlocks(IEnumerable<HclBlock> blocks, BakeNames names)
    {
        (_blocks, _names) = ([.. blocks], names);
        foreach (var block in _blocks)
        {
            if (block.Labels is not [var label])
                throw new HclException(block.Place, $"a {block.Type} has one name, not {block.Labels.Count}", $"write {block.Type} \"NAME\" {{ … }}");
            CheckName(label);
        }
    }

    /// <summary>What the blocks make, in the order of the files.</summary>
    internal IReadOnlyList<BakeInstance> Instances => _instances;

    [GeneratedRegex(@"\A[a-zA-Z0-9_-]+\z", RegexOptions.CultureInvariant)]
    private static partial Regex NameGrammar();

    internal static bool IsName(string name) => NameGrammar().IsMatch(name);

    /// <summary>Finds out which targets and groups there are.</summary>
    internal void Name()
    {
        var instances = new List<BakeInstance>();
        foreach (var block in _blocks)
        {
            var made = MakeInstances(block);
            if (made.GroupBy(static instance => instance.Name).FirstOrDefault(static group => group.Count() > 1) is { } twice)
                throw new HclException((block.Body.Find("name") ?? block.Body.Find("matrix"))!.Value.Place, $"several combinations of the matrix are named '{twice.Key}'", "use all axes in 'name': name = \"app-${axis}\"");
            instances.AddRange(made);
        }
        _instances = instances;
    }

    /// <summary>The value of an attribute of an instance, null where it says nothing.</summary>
    internal HclValue? ValueOf(BakeInstance instance, string attribute, SourcePlace asked)
    {
        if (_values.TryGetValue((instance, attribute), out var known))
            return known;
        if (instance.Block.Body.Find(attribute) is not { } found)
            return null;
        return _values[(instance, attribute)] = _names.Way.Take(
            $"{instance.Block.Type}.{instance.Name}.{attribute}", asked, () => BakeTargetReader.Decode(instance.Block.Type, found, _names.Evaluator.Evaluate(found.Value, instance.Scope)));
    }

    /// <summary>What an expression sees of a block: an attribute, or all of them.</summary>
    internal HclValue? Find(string type, string name, string? attribute, SourcePlace place)
    {
        // Of blocks of one name the last is seen, as it stands: nothing inherited, nothing merged.
        var instance = _instances.FindLast(instance => instance.Block.Type == type && instance.Name == name);
        if (instance is null)
            return null;
        if (attribute is not null)
            return attribute == "name" ? HclValue.String(name) : ValueOf(instance, attribute, place) ?? HclValue.Null(TypeOf(type, attribute, place));
        var names = type == "target" ? BakeField.All.Select(static field => field.Name) : ["targets", "description"];
        return HclValue.Object(names.Select(own => KeyValuePair.Create(own, ValueOf(instance, own, place) ?? HclValue.Null(TypeOf(type, own, place)))).Append(new("name", HclValue.String(name))));
    }

    private static HclType TypeOf(string type, string attribute, SourcePlace place)
    {
        if (type == "group" && attribute is "targets" or "description")
            return attribute == "targets" ? HclType.ListOf(HclType.String) : HclType.String;
        return type == "target" && BakeField.Find(attribute) is { } field ? field.Type
            : throw new HclException(place, $"a {type} has no '{attribute}'", Dockerfile.Suggestion.Help(attribute, type == "target" ? BakeField.All.Select(static field => field.Name) : ["targets", "description"]));
    }

    private List<BakeInstance> MakeInstances(HclBlock block)
    {
        var label = block.Labels[0].Value;
        if (block.Type == "group")
        {
            foreach (var word in block.Body.Attributes.Where(static attribute => attribute.Name is "matrix" or "name"))
                throw new HclException(word.Place, $"a group has no '{word.Name}'", "give it to the targets");
            return [new(block, label, _names.Root)];
        }
        var name = block.Body.Find("name");
        if (block.Body.Find("matrix") is not { } matrix)
            return name is null ? [new(block, label, _names.Root)] : throw new HclException(name.Place, "'name' needs a 'matrix'", "name the target by the label of its block");
        return [.. Combine(matrix).Select(scope => new BakeInstance(block, name is null ? label : NameOf(name, scope), scope))];
    }

    private string NameOf(HclAttribute attribute, HclScope scope)
    {
        var value = _names.Evaluator.Evaluate(attribute.Value, scope, HclType.String);
        if (value.IsNull)
            throw new HclException(attribute.Value.Place, "the name is null");
        CheckName(new(value.AsString, attribute.Value.Place));
        return value.AsString;
    }

    // The first axis of the file turns slowest.
    private IEnumerable<HclScope> Combine(HclAttribute matrix)
    {
        var value = _names.Evaluator.Evaluate(matrix.Value, _names.Root);
        if (!value.IsMapping)
            throw new HclException(matrix.Value.Place, $"'matrix' is a map of names to lists, not {value.Describe}", "write matrix = { axis = [\"a\", \"b\"] }");
        IEnumerable<IReadOnlyList<KeyValuePair<string, HclValue>>> combinations = [[]];
        long count = 1;
        foreach (var axis in Order(matrix.Value, value))
        {
            var values = value.Entries[axis];
            if (!values.IsSequence && !values.IsMapping)
                throw new HclException(matrix.Value.Place, $"the axis '{axis}' is a list, not {values.Describe}");
            IReadOnlyList<HclValue> list = values.IsMapping ? [.. values.Entries.Values] : values.Elements;
            if ((count *= list.Count) > FleetMatrix.MaxCombinations)
                throw new HclException(matrix.Value.Place, $"the matrix has more than {FleetMatrix.MaxCombinations} combinations");
            combinations = combinations.SelectMany(_ => list, (before, one) => (IReadOnlyList<KeyValuePair<string, HclValue>>)[.. before, new(axis, one)]);
        }
        return combinations.Select(_names.Root.Inside);
    }

    private static IEnumerable<string> Order(HclExpression expression, HclValue value)
    {
        var written = expression is HclObject made ? made.Items.Select(static item => KeyOf(item.Key)).OfType<string>().Where(value.Entries.ContainsKey).Distinct().ToList() : [];
        return written.Concat(value.Entries.Keys.Except(written));
    }

    private static string? KeyOf(HclExpression key) => key switch
    {
        HclVariable variable => variable.Name,
        HclParentheses { Inner: HclLiteral { Value: { Kind: HclKind.String, IsNull: false } text } } => text.AsString,
        HclLiteral { Value: { Kind: HclKind.String, IsNull: false } text } => text.AsString,
        _ => null,
    };

    private static void CheckName(Located<string> name)
    {
        if (!IsName(name.Value))
            throw new HclException(name.Place, $"'{name.Value}' cannot name a target or group", "use letters, digits, '_' and '-'; sanitize() makes a name of any text");
    }
}
