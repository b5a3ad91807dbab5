// SPDX-License-Identifier: Apache-2.0
using Slipway.Check;

namespace Slipway.Fleet;

/// <summary>What expressions of Bake files can name: variables, global attributes, functions, and the targets and groups themselves. Each is worked out when it is asked for.</summary>
internal sealed class BakeNames : IHclNames
{
    private readonly BakeReadOptions _options;
    private readonly BakeWay _way = new();
    private readonly BakeVariables _variables;
    private readonly BakeFunctions _functions;
    private readonly Dictionary<string, HclAttribute> _globals = new(StringComparer.Ordinal);
    private readonly Dictionary<string, HclValue> _values = new(StringComparer.Ordinal);

    internal BakeNames(IReadOnlyList<HclBody> bodies, BakeReadOptions options)
    {
        _options = options;
        Root = HclScope.Root(this);
        _values["BAKE_CMD_CONTEXT"] = HclValue.String("cwd://");
        _values["BAKE_LOCAL_PLATFORM"] = HclValue.String(options.LocalPlatform.ToString());
        foreach (var attribute in bodies.SelectMany(static body => body.Attributes))
        {
            if (!_globals.TryAdd(attribute.Name, attribute))
                throw new HclException(attribute.Place, $"'{attribute.Name}' is set in two files", "declare it as a variable, which a later file can replace") { Notes = [$"it is set first at {_globals[attribute.Name].Place}"] };
        }
        _variables = new(bodies.SelectMany(static body => body.Blocks).Where(static block => block.Type == "variable"), this);
        _functions = new(bodies.SelectMany(static body => body.Blocks).Where(static block => block.Type == "function"), this);
        Blocks = new(bodies.SelectMany(static body => body.Blocks).Where(static block => block.Type is "target" or "group"), this);
    }

    internal HclEvaluator Evaluator { get; } = new(new());

    internal HclScope Root { get; }

    internal BakeBlocks Blocks { get; }

    internal BakeWay Way => _way;

    internal BakeReadOptions Options => _options;

    public IEnumerable<string> ValueNames => _values.Keys.Concat(_globals.Keys).Concat(_variables.Names).Distinct();

    public IEnumerable<string> FunctionNames => HclFunctions.Names.Append("timestamp").Concat(_functions.Names);

    /// <summary>Whether a name stands for a value; it is not worked out.</summary>
    internal bool IsVariable(string name) => _variables.Has(name);

    public HclValue? FindValue(string name, SourcePlace place)
    {
        if (_values.TryGetValue(name, out var known))
            return known;
        if (!_globals.ContainsKey(name) && !_variables.Has(name))
            return null;
        return _values[name] = _way.Take(name, place, () => _variables.Has(name)
            ? _variables.Resolve(name, _globals.GetValueOrDefault(name)) : Evaluator.Evaluate(_globals[name].Value, Root));
    }

    public HclValue? FindInBlock(string root, string name, string? attribute, SourcePlace place) => Blocks.Find(root, name, attribute, place);

    public bool IsBlockType(string name) => name is "target" or "group";

    public HclFunction? FindFunction(string name, SourcePlace place) =>
        name == "timestamp" ? TimeFunctions.Timestamp(_options.Time) : HclFunctions.Find(name) ?? _functions.Find(name);

    /// <summary>Works out all that nothing has asked for yet, so that what is wrong there is found too.</summary>
    internal void ResolveVariables()
    {
        foreach (var name in _variables.Names)
            FindValue(name, _variables.PlaceOf(name));
        _variables.Validate();
        _functions.Check();
    }

    internal void ResolveGlobals()
    {
        foreach (var (name, attribute) in _globals)
            FindValue(name, attribute.Place);
    }

    /// <summary>The variables with their values, in the order of the files.</summary>
    internal IReadOnlyList<BakeVariable> List() => _variables.List(name => _values[name]);
}
