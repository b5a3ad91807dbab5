// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using Slipway.Oci;

namespace Slipway.Dockerfile;

/// <summary>Makes the model of a Dockerfile, and checks what its instructions say of each other.</summary>
internal sealed class ModelReader
{
    private readonly DockerfileSyntax _syntax;
    private readonly DiagnosticBag _diagnostics;
    private readonly InstructionReader _reader;
    private readonly List<ArgInstruction> _globalArgs = [];
    private readonly List<Stage> _stages = [];
    private List<Instruction> _instructions = [];

    internal ModelReader(DockerfileSyntax syntax)
    {
        _syntax = syntax;
        _diagnostics = new(syntax.Source);
        _reader = new(syntax.EscapeCharacter, _diagnostics);
        foreach (var diagnostic in syntax.Diagnostics)
            _diagnostics.Items.Add(diagnostic);
    }

    internal DockerfileModel Read()
    {
        CheckFrontEnd();
        foreach (var instruction in _syntax.Instructions)
            Add(instruction);
        if (_stages.Count == 0 && _syntax.Instructions.Count > 0)
        {
            _diagnostics.Error(_syntax.Instructions[^1].Keyword.Span, "the Dockerfile has no stage to build: there is no FROM",
                "begin with FROM <image>, or FROM scratch for an empty one");
        }
        foreach (var stage in _stages)
        {
            CheckBase(stage);
            CheckReferences(stage);
        }
        return new() { Syntax = _syntax, GlobalArgs = _globalArgs, Stages = _stages, Diagnostics = _diagnostics.ToSorted() };
    }

    internal static Instruction? ReadTrigger(SourceText source, ICollection<Diagnostic> diagnostics)
    {
        var syntax = DockerfileParser.Parse(source);
        var bag = new DiagnosticBag(source);
        foreach (var problem in syntax.Diagnostics)
            bag.Items.Add(problem);
        var instructions = syntax.Instructions;
        if (instructions.Count > 1)
            bag.Error(instructions[1].Keyword.Span, "a trigger is one instruction");
        Instruction? trigger = null;
        if (instructions is [var only] && only.Name is "ONBUILD" or "FROM" or "MAINTAINER")
            bag.Error(instructions[0].Keyword.Span, $"{instructions[0].Name} cannot be a trigger");
        else if (instructions.Count == 1)
            trigger = new InstructionReader(syntax.EscapeCharacter, bag).Read(instructions[0]);
        foreach (var problem in bag.ToSorted())
            diagnostics.Add(problem);
        return bag.Items.Any(problem => problem.Severity == Severity.Error) ? null : trigger;
    }

    private void Add(InstructionSyntax syntax)
    {
        switch (_reader.Read(syntax))
        {
            case FromInstruction from:
                _instructions = [];
                _stages.Add(new() { Index = _stages.Count, From = from, Instructions = _instructions });
                break;
            case ArgInstruction arg when _stages.Count == 0:
                _globalArgs.Add(arg);
                break;
            case { } instruction when _stages.Count == 0:
                if (_syntax.Instructions.Any(other => other.Name == "FROM"))
                    _diagnostics.Error(instruction.Syntax.Keyword.Span, $"{instruction.Keyword} stands before the first FROM", "only ARG can stand there");
                break;
            case { } instruction:
                _instructions.Add(instruction);
                break;
        }
    }

    // Another front end means another language, which would be misread without a word.
    private void CheckFrontEnd()
    {
        foreach (var directive in _syntax.Directives)
        {
            var repository = directive.Value.Split('@')[0];
            var name = repository[(repository.LastIndexOf('/') + 1)..];
            if (directive.Name == "syntax" && !name.StartsWith("dockerfile", StringComparison.OrdinalIgnoreCase))
            {
                _diagnostics.Error(directive.ValueSpan, $"the front end '{directive.Value}' is not supported",
                    "the language of docker/dockerfile is: if the file is written in it, remove the directive");
            }
        }
    }

    // A name that holds no variables is judged here; others once their values are known.
    private void CheckBase(Stage stage)
    {
        var name = stage.BaseName;
        var isPlain = name.Text.Length > 0 && !name.Text.AsSpan().ContainsAny("$'\"\\`");
        if (!isPlain || ImageReference.TryParse(name.Text, out _, out var problem) || FindEarlier(stage, name.Text) is not null)
            return;
        var sameInLowerCase = FindEarlier(stage, name.Text.ToLowerInvariant());
        var place = Math.Clamp(problem.Position, 0, name.Text.Length);
        _diagnostics.Error(SourceSpan.FromBounds(name.OffsetOf(place), name.OffsetOf(name.Text.Length)),
            $"'{name.Text}' is not the name of an image: {problem.Message}",
            sameInLowerCase is null ? problem.Help : $"FROM knows the stage as '{sameInLowerCase.Name}'");
    }

    // Stages are named in lower case, and FROM, unlike --from, takes a name as it is.
    private Stage? FindEarlier(Stage stage, string name) => _stages.Take(stage.Index).LastOrDefault(earlier => earlier.Name == name);

    private void CheckReferences(Stage stage)
    {
        foreach (var instruction in stage.Instructions)
        {
            if (instruction is CopyInstruction { From: { } from })
                CheckStage(stage, from, acceptsIndex: int.TryParse(from.Text, NumberStyles.None, CultureInfo.InvariantCulture, out var index) ? index : null);
            else if (instruction is RunInstruction run)
            {
                foreach (var mount in run.Mounts)
                {
                    if (mount.From is { } source)
                        CheckStage(stage, source, null);
                }
            }
        }
    }

    /// <summary>A name that is no stage's is a context's or an image's.</summary>
    private void CheckStage(Stage stage, Word from, int? acceptsIndex)
    {
        if (acceptsIndex is { } index)
        {
            if (index == stage.Index)
                _diagnostics.Error(from.Span, $"stage {index} cannot copy from itself", Earlier(stage));
            else if (index > stage.Index)
                _diagnostics.Error(from.Span, index < _stages.Count ? $"stage {index} begins further below" : $"there is no stage {index}", Earlier(stage));
            return;
        }
        var named = _stages.Where(other => string.Equals(other.Name, from.Text, StringComparison.OrdinalIgnoreCase)).ToList();
        if (named.Count == 0 || named[0].Index < stage.Index)
            return;
        if (named.Contains(stage))
            _diagnostics.Error(from.Span, $"circular dependency: the stage '{stage.Name}' cannot copy from itself", Earlier(stage));
        else
        {
            _diagnostics.Items.Add(Diagnostic.Error(_syntax.Source, from.Span, $"the stage '{named[0].Name}' begins further below",
                $"move it above the stage that uses it") with { Notes = [$"'{named[0].Name}' begins in line {named[0].From.Syntax.StartLine}"] });
        }
    }

    private string Earlier(Stage stage)
    {
        var names = _stages.Take(stage.Index).Select(earlier => earlier.Name ?? $"{earlier.Index}").ToList();
        return names.Count == 0 ? "no stage stands above this one" : $"stages above are {string.Join(", ", names)}";
    }
}
