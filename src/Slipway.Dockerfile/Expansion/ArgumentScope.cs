// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Dockerfile;

/// <summary>
/// The arguments of one build of a Dockerfile: predefined ones, those before the first FROM, and the values given from outside.
/// They count in FROM; a stage has to declare again what it uses (<see cref="StageScope"/>).
/// </summary>
public sealed class ArgumentScope
{
    private readonly DockerfileModel _model;
    private readonly Dictionary<string, string> _variables = new(StringComparer.Ordinal);
    private readonly HashSet<string> _declared = new(StringComparer.Ordinal);
    private readonly List<Diagnostic> _diagnostics = [];

    private ArgumentScope(DockerfileModel model, ArgumentScopeOptions options)
    {
        (_model, Options) = (model, options);
        Expander = new(model.EscapeCharacter);
        foreach (var (name, value) in PredefinedArgs.Of(options))
        {
            _declared.Add(name);
            _variables[name] = options.BuildArgs.GetValueOrDefault(name, value);
        }
        foreach (var declaration in model.GlobalArgs.SelectMany(arg => arg.Declarations))
            Declare(declaration);
    }

    /// <summary>What the build was given.</summary>
    public ArgumentScopeOptions Options { get; }

    /// <summary>The variables that are set before the first FROM, predefined ones included.</summary>
    public IReadOnlyDictionary<string, string> Variables => _variables;

    /// <summary>The names that are declared before the first FROM, set or not, predefined ones included.</summary>
    public IReadOnlySet<string> DeclaredNames => _declared;

    /// <summary>What went wrong in the ARGs before the first FROM.</summary>
    public IReadOnlyList<Diagnostic> Diagnostics => _diagnostics;

    /// <summary>The given build arguments that no ARG declares, by name; those that exist undeclared are left out.</summary>
    public IReadOnlyList<string> UndeclaredBuildArgs
    {
        get
        {
            var declared = _model.Stages.SelectMany(stage => stage.Instructions).OfType<ArgInstruction>()
                .SelectMany(arg => arg.Declarations).Select(declaration => declaration.Name.Text)
                .Concat(_declared).Concat(PredefinedArgs.Proxies).Concat(PredefinedArgs.Controls).ToHashSet(StringComparer.Ordinal);
            return [.. Options.BuildArgs.Keys.Where(name => !declared.Contains(name)).Order(StringComparer.Ordinal)];
        }
    }

    internal WordExpander Expander { get; }

    /// <summary>Evaluates the ARGs before the first FROM.</summary>
    public static ArgumentScope Create(DockerfileModel model, ArgumentScopeOptions options)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(options);
        return new(model, options);
    }

    /// <summary>What a stage begins from.</summary>
    /// <param name="stage">A stage of the model.</param>
    /// <param name="diagnostics">Takes the problems.</param>
    /// <returns>The base, or null if its name cannot be expanded or is empty.</returns>
    public ResolvedBase? ResolveBase(Stage stage, ICollection<Diagnostic> diagnostics)
    {
        ArgumentNullException.ThrowIfNull(stage);
        ArgumentNullException.ThrowIfNull(diagnostics);
        var platform = stage.Platform is { } word ? Expand(word, diagnostics) : "";
        var name = Expand(stage.BaseName, diagnostics);
        if (platform is null || name is null)
            return null;
        if (name.Length == 0)
        {
            diagnostics.Add(EmptyBase(stage));
            return null;
        }
        var earlier = _model.Stages.Take(stage.Index).LastOrDefault(other => string.Equals(other.Name, name, StringComparison.OrdinalIgnoreCase));
        return new(name, platform.Length > 0 ? platform : null, earlier);
    }

    /// <summary>The scope at the beginning of a stage that begins from an image, or from nothing.</summary>
    /// <param name="environment">The image's environment, in order.</param>
    public StageScope Enter(IEnumerable<KeyValuePair<string, string>> environment) => new(this, environment, []);

    /// <summary>The scope at the beginning of a stage that begins from another stage, whose arguments and environment it inherits.</summary>
    /// <param name="parent">The other stage's scope at its end; it is copied.</param>
    public StageScope Enter(StageScope parent)
    {
        ArgumentNullException.ThrowIfNull(parent);
        return new(this, parent.Environment, parent.Arguments);
    }

    private Diagnostic EmptyBase(Stage stage)
    {
        var unset = Expander.Expand(stage.BaseName, _variables).Unset.Select(use => use.Name).FirstOrDefault();
        var help = unset is null ? null
            : _declared.Contains(unset) ? $"give it with --build-arg {unset}=…, or a default: ARG {unset}=…"
            : Suggestion.Help(unset, _declared) ?? $"declare it before the first FROM: ARG {unset}=…";
        return Diagnostic.Error(stage.From.Source, stage.BaseName.Span, $"FROM needs an image, and '{stage.BaseName.Text}' is empty", help);
    }

    // A value from outside takes the place of the default, which then isn't even expanded.
    private void Declare(ArgDeclaration declaration)
    {
        var name = declaration.Name.Text;
        _declared.Add(name);
        if (Options.BuildArgs.TryGetValue(name, out var given))
            _variables[name] = given;
        else if (declaration.Default is { } word && Expand(word, _diagnostics) is { } value)
            _variables[name] = value;
    }

    private string? Expand(Word word, ICollection<Diagnostic> diagnostics)
    {
        var expanded = Expander.Expand(word, _variables);
        if (expanded.Problem is null)
            return expanded.Text;
        diagnostics.Add(expanded.Problem);
        return null;
    }
}
