// SPDX-License-Identifier: Apache-2.0
using Slipway.Dockerfile;

namespace Slipway.Build;

/// <summary>Lowers one stage: each instruction either makes a vertex or folds into the configuration.</summary>
internal sealed class StageLowering(TargetScope scope, Stage stage, NameResolver names, BuildGraph graph, IReadOnlyList<Instruction> instructions, StageState state)
{
    private readonly int _total = 1 + instructions.Count(static instruction => instruction is RunInstruction or TransferInstruction or WorkdirInstruction);
    private int _ordinal = 1;

    public TargetScope Scope => scope;

    public Stage Stage => stage;

    public NameResolver Names => names;

    public StageState State => state;

    /// <summary>What steps of a stage are called: <c>[build 2/4] </c>, with target and platform before where there are several.</summary>
    public static string StepPrefix(TargetScope scope, Stage stage, int ordinal, int total)
    {
        var name = scope.Model.Stages.Count == 1 ? "" : stage.DisplayName + " ";
        return $"[{scope.NamePrefix}{name}{ordinal.ToString().PadLeft(total.ToString().Length)}/{total}] ";
    }

    /// <summary>Lowers every instruction; problems are reported to the scope, and the rest goes on.</summary>
    public async Task<StageState> LowerAsync(CancellationToken cancellationToken)
    {
        foreach (var instruction in instructions)
            await LowerAsync(instruction, cancellationToken).ConfigureAwait(false);
        return state;
    }

    private Task LowerAsync(Instruction instruction, CancellationToken cancellationToken)
    {
        switch (instruction)
        {
            case RunInstruction run:
                return new RunLowering(this, run).LowerAsync(cancellationToken);
            case TransferInstruction transfer:
                return new TransferLowering(this, transfer).LowerAsync(cancellationToken);
            case WorkdirInstruction workdir:
                LowerWorkdir(workdir);
                break;
            case ArgInstruction arg:
                LowerArg(arg);
                break;
            default:
                new ConfigLowering(scope, state).Lower(instruction);
                break;
        }
        return Task.CompletedTask;
    }

    /// <summary>Puts a vertex on top of the stage.</summary>
    /// <param name="operation">What it does.</param>
    /// <param name="sources">What it reads beside the root.</param>
    /// <param name="at">The instruction.</param>
    /// <param name="shown">What it is shown as; null is the instruction as it is written.</param>
    public Vertex Push(Operation operation, IReadOnlyList<Vertex> sources, Instruction at, string? shown = null)
    {
        _ordinal++;
        return state.Root = graph.Intern(new(operation, state.Root, sources)
        {
            Name = StepPrefix(scope, stage, _ordinal, _total) + Shorten(shown ?? at.Text),
            Platform = state.Platform,
            Text = at.Source,
            Span = at.Span,
            Slot = $"{scope.SlotPrefix} {stage.DisplayName} {_ordinal}",
            CacheRefusal = scope.CacheRefusalOf(stage),
        });
    }

    /// <summary>A vertex that others read.</summary>
    public Vertex Intern(Vertex vertex) => graph.Intern(vertex);

    /// <summary>A path of this stage made absolute by its WORKDIR; what follows the last slash is kept.</summary>
    public string Absolute(string path) => path.StartsWith('/') ? path : $"{state.WorkingDirectory.TrimEnd('/')}/{path}";

    private void LowerWorkdir(WorkdirInstruction workdir)
    {
        if (scope.Expand(workdir.Path, state.Variables) is not { } text)
            return;
        if (text.Contains('\0', StringComparison.Ordinal))
        {
            scope.Error(workdir, workdir.Path.Span, "the path of WORKDIR holds a NUL character");
            return;
        }
        var path = TreePath.Normalize(Absolute(text));
        state.Config = state.Config with { WorkingDir = path };
        var layer = path == "/" ? null : Push(new MakeDirectoryOperation(path, state.Config.User ?? ""), [], workdir, $"WORKDIR {text}");
        state.AddHistory($"WORKDIR {path}", layer);
    }

    private void LowerArg(ArgInstruction arg)
    {
        var variables = state.Variables;
        var words = new List<string>();
        foreach (var declaration in arg.Declarations)
        {
            if (scope.Expand(declaration.Name, variables) is not { } name)
                continue;
            var standard = declaration.Default is { } word ? scope.Expand(word, variables) : null;
            var value = scope.Target.Args.GetValueOrDefault(name) ?? standard ?? scope.GlobalVariables.GetValueOrDefault(name);
            state.DeclareArg(name, value);
            words.Add(standard is null ? name : $"{name}={standard}");
        }
        state.AddHistory($"ARG {string.Join(' ', words)}", null);
    }

    // A heredoc's marks stay, its text doesn't; a long command is for the Dockerfile to show.
    private static string Shorten(string text) => text.Length <= 512 ? text : text[..511] + "…";
}
