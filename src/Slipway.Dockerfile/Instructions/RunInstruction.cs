// SPDX-License-Identifier: Apache-2.0
using System.Text;

namespace Slipway.Dockerfile;

/// <summary><c>RUN [flags] command</c></summary>
/// <param name="Syntax">The instruction as written.</param>
/// <param name="Command">The command; with heredocs, the line that holds their marks. See <see cref="Script"/>.</param>
public sealed record RunInstruction(InstructionSyntax Syntax, CommandForm Command) : Instruction(Syntax)
{
    /// <summary>The heredocs on the line, in order.</summary>
    public IReadOnlyList<HeredocSyntax> Heredocs => Syntax.Heredocs;

    /// <summary><c>--mount=…</c>, each.</summary>
    public IReadOnlyList<RunMountFlag> Mounts { get; init; } = [];

    /// <summary><c>--network=…</c>; the default unless said.</summary>
    public RunNetwork Network { get; init; }

    /// <summary><c>--security=…</c>; the sandbox unless said.</summary>
    public RunSecurity Security { get; init; }

    /// <summary><c>--device=name[,required]</c>, each.</summary>
    public IReadOnlyList<RunDevice> Devices { get; init; } = [];

    /// <summary>What the shell, or a file, is to run; null for the exec form.</summary>
    public RunScript? Script => Command is ShellForm shell ? CreateScript(shell.Command) : null;

    /// <inheritdoc/>
    public override IReadOnlyList<ExpandableWord> ExpandableWords =>
        Words(Mounts.SelectMany(mount => mount.Fields).Where(part => part.Expands).Select(part => part.Value));

    // A line that is one heredoc and nothing else is its text, so that shells without heredocs can have them too;
    // any other line is given to the shell with the heredocs below it.
    private RunScript CreateScript(Word line)
    {
        if (Heredocs is [])
            return new(line.Text);
        if (HeredocMark.TryParse(line) is not null)
        {
            var text = Heredocs[0].Content.Text;
            return new(text, Heredocs[0].Body.Text.StartsWith("#!", StringComparison.Ordinal) ? Heredocs[0].Name : null);
        }
        var script = new StringBuilder(line.Text);
        foreach (var heredoc in Heredocs)
            script.Append('\n').Append(heredoc.Body.Text).Append(heredoc.Name);
        return new(script.ToString());
    }
}
