// SPDX-License-Identifier: Apache-2.0
using Slipway.Dockerfile;
using Slipway.Oci;

namespace Slipway.Build;

/// <summary>One target for one platform while its Dockerfile is lowered: what every stage of it sees.</summary>
internal sealed class TargetScope
{
    /// <summary>Why a step of a target that wants no cache runs.</summary>
    public const string NoCacheReason = "the cache is not to be used (--no-cache)";

    // What the variables of one target may come to: of honest ones a megabyte would do, and a few lines could ask for any amount.
    private const long MaxExpandedCharacters = 64L << 20;

    private readonly List<Diagnostic> _diagnostics = [];
    private long _expanded;

    public required BuildTarget Target { get; init; }

    /// <summary>The target's place in the request; those of siblings follow those of targets.</summary>
    public required int Index { get; init; }

    public required DockerfileModel Model { get; init; }

    /// <summary>The platform that the image is for.</summary>
    public required Platform Platform { get; init; }

    /// <summary>What step names begin with: target and platform where there are several.</summary>
    public required string NamePrefix { get; init; }

    /// <summary>What slots begin with.</summary>
    public string SlotPrefix => $"{Target.Name} {Platform}";

    /// <summary>Variables of FROM lines: platform args and the ARGs before the first FROM.</summary>
    public IReadOnlyDictionary<string, string> GlobalVariables { get; private set; } = new Dictionary<string, string>();

    public IReadOnlyList<Diagnostic> Diagnostics => _diagnostics;

    public bool HasErrors => _diagnostics.Any(static diagnostic => diagnostic.Severity == Severity.Error);

    public IReadOnlyList<Diagnostic> Errors => [.. _diagnostics.Where(static diagnostic => diagnostic.Severity == Severity.Error)];

    /// <summary>Why steps of a stage run whatever the cache holds; null where the cache is used.</summary>
    public string? CacheRefusalOf(Stage stage) => Target.NoCache ? NoCacheReason
        : Target.NoCacheStages.Any(name => string.Equals(name, stage.Name, StringComparison.OrdinalIgnoreCase)) ? $"the cache is not to be used for the stage '{stage.Name}' (--no-cache-filter)"
        : null;

    public void Report(Diagnostic diagnostic)
    {
        if (!_diagnostics.Contains(diagnostic))
            _diagnostics.Add(diagnostic);
    }

    public void Error(Instruction at, SourceSpan span, string message, string? help = null) => Report(Diagnostic.Error(at.Source, span, message, help));

    /// <summary>A word with its variables in place, or null where that is impossible, which is reported.</summary>
    public string? Expand(Word word, IReadOnlyDictionary<string, string> variables, ExpansionMode mode = ExpansionMode.Word) =>
        ExpandWord(word, variables, mode)?.Text;

    /// <summary>The same, with the words it splits into.</summary>
    public ExpandedWord? ExpandWord(Word word, IReadOnlyDictionary<string, string> variables, ExpansionMode mode = ExpansionMode.Word)
    {
        if (_expanded > MaxExpandedCharacters)
            return null; // told of already; going on would take as long as it may
        var expanded = new WordExpander(Model.EscapeCharacter).Expand(word, variables, mode);
        if (expanded.Problem is null)
            return Spend(word.Source, word.Span, expanded.Text.Length) ? expanded : null;
        Report(expanded.Problem);
        return null;
    }

    /// <summary>Counts what was made of variables; false, which is reported once, where the target has made too much of them.</summary>
    public bool Spend(SourceText text, SourceSpan span, long characters)
    {
        var before = _expanded;
        _expanded += characters;
        if (_expanded <= MaxExpandedCharacters)
            return true;
        if (before <= MaxExpandedCharacters)
        {
            Report(Diagnostic.Error(text, span, $"the variables of '{Target.Name}' expand to more than {MaxExpandedCharacters} characters",
                "a value that is made of itself grows with every line"));
        }
        return false;
    }

    /// <summary>Reads the ARGs before the first FROM.</summary>
    /// <param name="stageName">What TARGETSTAGE is.</param>
    public void ReadGlobals(string stageName)
    {
        var variables = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, value) in PlatformArgs(stageName))
            variables[name] = Target.Args.GetValueOrDefault(name, value);
        foreach (var declaration in Model.GlobalArgs.SelectMany(static arg => arg.Declarations))
        {
            if (Expand(declaration.Name, variables) is not { } name)
                continue;
            if (Target.Args.TryGetValue(name, out var given))
                variables[name] = given;
            else if (declaration.Default is { } word && Expand(word, variables) is { } value)
                variables[name] = value;
        }
        GlobalVariables = variables;
    }

    private IEnumerable<(string Name, string Value)> PlatformArgs(string stageName)
    {
        var build = Platform.Host;
        return
        [
            ("BUILDPLATFORM", build.ToString()), ("BUILDOS", build.Os), ("BUILDOSVERSION", build.OsVersion ?? ""),
            ("BUILDARCH", build.Architecture), ("BUILDVARIANT", build.Variant ?? ""),
            ("TARGETPLATFORM", Platform.ToString()), ("TARGETOS", Platform.Os), ("TARGETOSVERSION", Platform.OsVersion ?? ""),
            ("TARGETARCH", Platform.Architecture), ("TARGETVARIANT", Platform.Variant ?? ""), ("TARGETSTAGE", stageName),
        ];
    }
}
