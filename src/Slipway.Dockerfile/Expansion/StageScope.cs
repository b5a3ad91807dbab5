// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Dockerfile;

/// <summary>
/// The variables at one place of a stage: the environment, and the arguments declared so far. It changes as ARG and ENV are applied,
/// in the order of the instructions. Where both have a name, the environment counts.
/// </summary>
public sealed class StageScope
{
    private readonly ArgumentScope _global;
    private readonly OrderedDictionary<string, string> _environment = new(StringComparer.Ordinal);
    private readonly OrderedDictionary<string, string> _arguments = new(StringComparer.Ordinal);
    private Dictionary<string, string>? _variables;

    internal StageScope(
        ArgumentScope global, IEnumerable<KeyValuePair<string, string>> environment, IEnumerable<KeyValuePair<string, string>> arguments)
    {
        _global = global;
        foreach (var (name, value) in environment)
            _environment[name] = value;
        foreach (var (name, value) in arguments)
            _arguments[name] = value;
    }

    /// <summary>The image's environment, in order.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Environment => [.. _environment];

    /// <summary>The arguments that are declared and set, in order. They are in a RUN step's environment, and never in the image's.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Arguments => [.. _arguments];

    /// <summary>What words expand by, and what a RUN step sees: the arguments, and the environment over them.</summary>
    public IReadOnlyDictionary<string, string> Variables => _variables ??= Merge();

    /// <summary>Expands a word by the variables of this place.</summary>
    public ExpandedWord Expand(Word word, ExpansionMode mode = ExpansionMode.Word) => _global.Expander.Expand(word, Variables, mode);

    /// <summary>Expands a word; null, with the problem reported, if it cannot be.</summary>
    public string? Expand(Word word, ICollection<Diagnostic> diagnostics, ExpansionMode mode = ExpansionMode.Word)
    {
        ArgumentNullException.ThrowIfNull(diagnostics);
        var expanded = Expand(word, mode);
        if (expanded.Problem is null)
            return expanded.Text;
        diagnostics.Add(expanded.Problem);
        return null;
    }

    /// <summary>
    /// Declares arguments. Each gets the value given from outside, else its default, else the value it has before the first FROM,
    /// else none. Defaults see the variables from before the instruction.
    /// </summary>
    public void Apply(ArgInstruction instruction, ICollection<Diagnostic> diagnostics)
    {
        ArgumentNullException.ThrowIfNull(instruction);
        var values = new List<KeyValuePair<string, string>>();
        foreach (var declaration in instruction.Declarations)
        {
            if (Expand(declaration.Name, diagnostics) is not { } name)
                continue;
            if (_global.Options.BuildArgs.TryGetValue(name, out var given))
                values.Add(new(name, given));
            else if (declaration.Default is { } word)
                values.AddRange(Expand(word, diagnostics) is { } value ? [new(name, value)] : []);
            else if (_global.Variables.TryGetValue(name, out var inherited))
                values.Add(new(name, inherited));
        }
        foreach (var (name, value) in values)
            _arguments[name] = value;
        _variables = null;
    }

    /// <summary>Sets variables of the environment. Values see the variables from before the instruction.</summary>
    /// <returns>The names and values that were set, in order.</returns>
    public IReadOnlyList<KeyValuePair<string, string>> Apply(EnvInstruction instruction, ICollection<Diagnostic> diagnostics)
    {
        ArgumentNullException.ThrowIfNull(instruction);
        var values = new List<KeyValuePair<string, string>>();
        foreach (var (key, value) in instruction.Variables)
        {
            if (Expand(key, diagnostics) is { } name && Expand(value, diagnostics) is { } text)
                values.Add(new(name, text));
        }
        foreach (var (name, value) in values)
            _environment[name] = value;
        _variables = null;
        return values;
    }

    private Dictionary<string, string> Merge()
    {
        var variables = new Dictionary<string, string>(_arguments, StringComparer.Ordinal);
        foreach (var (name, value) in _environment)
            variables[name] = value;
        return variables;
    }
}
