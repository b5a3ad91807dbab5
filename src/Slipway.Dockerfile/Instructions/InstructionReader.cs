// SPDX-License-Identifier: Apache-2.0
using System.Text.RegularExpressions;

namespace Slipway.Dockerfile;

/// <summary>
/// Makes typed instructions of syntax. A problem is reported and the best that can be made of the instruction is returned, so that
/// what follows is judged too; null where nothing can.
/// </summary>
internal sealed partial class InstructionReader(char escape, DiagnosticBag diagnostics)
{
    /// <summary>The keywords of the language.</summary>
    internal static readonly string[] Keywords =
    [
        "ADD", "ARG", "CMD", "COPY", "ENTRYPOINT", "ENV", "EXPOSE", "FROM", "HEALTHCHECK", "LABEL", "MAINTAINER", "ONBUILD", "RUN",
        "SHELL", "STOPSIGNAL", "USER", "VOLUME", "WORKDIR",
    ];

    private readonly WordExpander _expander = new(escape);

    internal Instruction? Read(InstructionSyntax syntax)
    {
        var instruction = Create(syntax);
        foreach (var (word, mode) in instruction?.ExpandableWords ?? [])
        {
            if (_expander.Expand(word, EveryVariable.Instance, mode).Problem is { } problem)
                diagnostics.Items.Add(problem);
        }
        return instruction;
    }

    private Instruction? Create(InstructionSyntax syntax) => syntax.Name switch
    {
        "ADD" => new TransferReader(diagnostics, Literal).ReadAdd(syntax),
        "ARG" => ReadArg(syntax),
        "CMD" => new CmdInstruction(NoFlags(syntax), ReadCommand(syntax.Arguments)),
        "COPY" => new TransferReader(diagnostics, Literal).ReadCopy(syntax),
        "ENTRYPOINT" => new EntrypointInstruction(NoFlags(syntax), ReadCommand(syntax.Arguments)),
        "ENV" => ReadPairs(syntax, out var isLegacy) is { } variables ? new EnvInstruction(syntax, variables, isLegacy) : null,
        "EXPOSE" => ReadExpose(syntax),
        "FROM" => ReadFrom(syntax),
        "HEALTHCHECK" => new HealthcheckReader(diagnostics).Read(syntax, ReadCommand),
        "LABEL" => ReadPairs(syntax, out var isLegacy) is { } labels ? new LabelInstruction(syntax, labels, isLegacy) : null,
        "MAINTAINER" => ReadOne(syntax) is { } maintainer ? new MaintainerInstruction(syntax, maintainer) : null,
        "ONBUILD" => ReadOnbuild(syntax),
        "RUN" => new RunReader(diagnostics, Literal).Read(syntax, ReadCommand),
        "SHELL" => ReadShell(syntax),
        "STOPSIGNAL" => ReadStopsignal(syntax),
        "USER" => ReadOne(syntax) is { } user ? new UserInstruction(syntax, user) : null,
        "VOLUME" => ReadVolume(syntax),
        "WORKDIR" => ReadOne(syntax) is { } path ? new WorkdirInstruction(syntax, path) : null,
        _ => ReadUnknown(syntax),
    };

    private Instruction? ReadUnknown(InstructionSyntax syntax)
    {
        var keyword = syntax.Keyword.Text;
        var help = Suggestion.Help(keyword, Keywords)
            ?? (keyword.All(char.IsAsciiLetter) ? $"instructions are {string.Join(", ", Keywords)}" : $"does the line before lack a '{escape}' at its end?");
        diagnostics.Error(syntax.Keyword.Span, $"unknown instruction '{keyword}'", help);
        return null;
    }

    private FromInstruction ReadFrom(InstructionSyntax syntax)
    {
        var flags = new FlagReader(syntax, diagnostics, "platform");
        var words = ArgumentWords.SplitBlanks(syntax.Arguments);
        var hasName = words.Count == 3 && words[1].Text.Equals("AS", StringComparison.OrdinalIgnoreCase);
        if (words.Count == 0)
            diagnostics.Error(syntax.Keyword.Span, "FROM needs an image", "write FROM <image>, or FROM scratch for an empty one");
        else if (words.Count != 1 && !hasName)
            ReportFromWords(words);
        if (hasName && !StageName.IsMatch(words[2].Text))
        {
            diagnostics.Error(words[2].Span, $"'{words[2].Text}' cannot name a stage",
                "a name begins with a letter, and has letters, digits, '-', '_' and '.' after it");
        }
        var baseName = words.Count > 0 ? words[0] : syntax.Arguments;
        return new(syntax, baseName, hasName ? words[2] : null, flags.Text("platform")) { AsKeyword = hasName ? words[1] : null };
    }

    private void ReportFromWords(IReadOnlyList<Word> words)
    {
        var extra = words[1].Span.Union(words[^1].Span);
        var nearAs = words.Count == 3 && words[1].Text.Length <= 3;
        diagnostics.Error(nearAs ? words[1].Span : extra, nearAs ? $"AS was expected, not '{words[1].Text}'" : $"FROM takes one image, and {words.Count} words were given",
            words.Count >= 2 ? $"to name the stage, write FROM {words[0].Text} AS {words[^1].Text}" : null);
    }

    private ArgInstruction? ReadArg(InstructionSyntax syntax)
    {
        NoFlags(syntax);
        var declarations = new List<ArgDeclaration>();
        foreach (var word in ArgumentWords.SplitQuoted(syntax.Arguments, escape))
        {
            var equals = word.Text.IndexOf('=', StringComparison.Ordinal);
            if (equals == 0)
                diagnostics.Error(word.Span, "ARG needs a name before '='");
            else
                declarations.Add(equals < 0 ? new(word, null) : new(word.Slice(0, equals), word.Slice(equals + 1)));
        }
        return HasArguments(syntax, "a name") ? new(syntax, declarations) : null;
    }

    private List<KeyValueWords>? ReadPairs(InstructionSyntax syntax, out bool isLegacy)
    {
        NoFlags(syntax);
        isLegacy = false;
        var words = ArgumentWords.SplitQuoted(syntax.Arguments, escape);
        if (!HasArguments(syntax, "a name and a value"))
            return null;
        isLegacy = words.Count > 0 && !words[0].Text.Contains('=', StringComparison.Ordinal);
        var pairs = new List<KeyValueWords>();
        if (isLegacy)
        {
            var blank = syntax.Arguments.Text.AsSpan().IndexOfAny(" \t\v\f\r");
            if (blank > 0)
                pairs.Add(new(syntax.Arguments.Slice(0, blank), syntax.Arguments.Slice(SkipBlanks(syntax.Arguments.Text, blank))));
            else
                diagnostics.Error(syntax.Arguments.Span, $"{syntax.Name} gives '{syntax.Arguments.Text}' no value", $"write {syntax.Name} {syntax.Arguments.Text}=…");
            return pairs;
        }
        foreach (var word in words)
        {
            var equals = word.Text.IndexOf('=', StringComparison.Ordinal);
            if (equals > 0)
                pairs.Add(new(word.Slice(0, equals), word.Slice(equals + 1)));
            else if (equals == 0)
                diagnostics.Error(word.Span, $"{syntax.Name} needs a name before '='");
            else
                diagnostics.Error(word.Span, $"{syntax.Name} gives '{word.Text}' no value", "write name=value; a value with blanks goes in quotes");
        }
        return pairs;
    }

    private static int SkipBlanks(string text, int position)
    {
        while (position < text.Length && InstructionParts.IsBlank(text[position]))
            position++;
        return position;
    }

    private ExposeInstruction? ReadExpose(InstructionSyntax syntax)
    {
        NoFlags(syntax);
        var ports = ArgumentWords.SplitBlanks(syntax.Arguments);
        foreach (var port in ports)
        {
            if (Literal(port) is { } text && !ExposedPorts.TryParse(text, out _, out var problem))
                diagnostics.Error(port.Span, problem, "write a port from 0 to 65535, such as 8080, 8080/udp or 8000-8010");
        }
        return HasArguments(syntax, "a port") ? new(syntax, ports) : null;
    }

    private VolumeInstruction? ReadVolume(InstructionSyntax syntax)
    {
        NoFlags(syntax);
        var paths = ArgumentWords.SplitJsonOrBlanks(syntax.Arguments, out _);
        if (paths is null)
            ReportNotStrings(syntax.Arguments);
        foreach (var path in paths ?? [])
        {
            if (string.IsNullOrWhiteSpace(path.Text))
                diagnostics.Error(path.Span, "VOLUME needs a path, not an empty string");
        }
        return HasArguments(syntax, "a path") && paths is [_, ..] ? new(syntax, paths) : null;
    }

    private ShellInstruction? ReadShell(InstructionSyntax syntax)
    {
        NoFlags(syntax);
        if (!HasArguments(syntax, "a program"))
            return null;
        switch (ReadCommand(syntax.Arguments))
        {
            case ExecForm { Arguments: [_, ..] } shell:
                return new(syntax, shell);
            case ExecForm when JsonArguments.TryRead(syntax.Arguments, out var words) && words is not null:
                diagnostics.Error(syntax.Arguments.Span, "SHELL needs a program", "write SHELL [\"/bin/sh\", \"-c\"]");
                return null;
            case ShellForm:
                diagnostics.Error(syntax.Arguments.Span, "SHELL takes a JSON array", "write SHELL [\"/bin/sh\", \"-c\"], with double quotes");
                return null;
            default:
                return null;
        }
    }

    private StopsignalInstruction? ReadStopsignal(InstructionSyntax syntax)
    {
        if (ReadOne(syntax) is not { } signal)
            return null;
        if (Literal(signal) is { } text && !StopSignal.TryParse(text, out _))
        {
            var near = Suggestion.For(text.StartsWith("SIG", StringComparison.OrdinalIgnoreCase) ? text[3..] : text, StopSignal.AllNames);
            diagnostics.Error(signal.Span, $"there is no signal '{text}'", near is null ? "write a name such as SIGTERM, or a number from 1 to 64" : $"did you mean 'SIG{near}'?");
        }
        return new(syntax, signal);
    }

    private OnbuildInstruction? ReadOnbuild(InstructionSyntax syntax)
    {
        NoFlags(syntax);
        if (syntax.Trigger is not { } trigger)
        {
            diagnostics.Error(syntax.Keyword.Span, "ONBUILD needs an instruction", "write ONBUILD RUN …, for example");
            return null;
        }
        if (trigger.Name is "ONBUILD" or "FROM" or "MAINTAINER")
        {
            diagnostics.Error(trigger.Keyword.Span, $"ONBUILD cannot keep {trigger.Name}");
            return null;
        }
        if (Read(trigger) is not { } kept)
            return null;
        var heredocs = syntax.Heredocs.Select(heredoc => $"\n{heredoc.Body.Text}{heredoc.Name}");
        return new(syntax, kept, trigger.Line.Text + string.Concat(heredocs));
    }

    private CommandForm ReadCommand(Word arguments)
    {
        if (arguments.Text.Length == 0)
            return new ExecForm([]);
        if (!JsonArguments.TryRead(arguments, out var words))
            return new ShellForm(arguments);
        if (words is null)
            ReportNotStrings(arguments);
        return new ExecForm(words ?? []);
    }

    private void ReportNotStrings(Word arguments) =>
        diagnostics.Error(arguments.Span, "a JSON array here holds strings alone", "put each element in double quotes");

    /// <summary>The arguments as one word.</summary>
    private Word? ReadOne(InstructionSyntax syntax)
    {
        NoFlags(syntax);
        return HasArguments(syntax, syntax.Name switch
        {
            "WORKDIR" => "a path",
            "USER" => "a user",
            "STOPSIGNAL" => "a signal",
            _ => "a name",
        }) ? syntax.Arguments : null;
    }

    private bool HasArguments(InstructionSyntax syntax, string what)
    {
        if (syntax.Arguments.Text.Length > 0)
            return true;
        diagnostics.Error(syntax.Keyword.Span, $"{syntax.Name} needs {what}");
        return false;
    }

    private InstructionSyntax NoFlags(InstructionSyntax syntax)
    {
        _ = new FlagReader(syntax, diagnostics);
        return syntax;
    }

    /// <summary>What a word is whatever the variables are; null if it depends on them, or cannot be expanded.</summary>
    private string? Literal(Word word)
    {
        var expanded = _expander.Expand(word, EveryVariable.Instance);
        return expanded.Problem is null && expanded.Used is [] ? expanded.Text : null;
    }

    [GeneratedRegex(@"^[a-z][a-z0-9\-_.]*\z", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex StageName { get; }
}
