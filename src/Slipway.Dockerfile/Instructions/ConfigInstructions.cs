// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Dockerfile;

/// <summary><c>FROM [--platform=…] base [AS name]</c>: begins a stage.</summary>
/// <param name="Syntax">The instruction as written.</param>
/// <param name="BaseName">The image or stage it begins from; empty text if none is given.</param>
/// <param name="Name">The stage's name as written, or null.</param>
/// <param name="Platform">The value of <c>--platform</c>, or null.</param>
public sealed record FromInstruction(InstructionSyntax Syntax, Word BaseName, Word? Name, Word? Platform) : Instruction(Syntax)
{
    /// <summary>The word <c>AS</c> in the case it is written in, or null.</summary>
    public Word? AsKeyword { get; init; }

    /// <inheritdoc/>
    public override IReadOnlyList<ExpandableWord> ExpandableWords => Words(Platform, BaseName);
}

/// <summary><c>ARG name[=default] …</c></summary>
public sealed record ArgInstruction(InstructionSyntax Syntax, IReadOnlyList<ArgDeclaration> Declarations) : Instruction(Syntax)
{
    /// <inheritdoc/>
    public override IReadOnlyList<ExpandableWord> ExpandableWords => Words(Declarations.SelectMany(word => new[] { word.Name, word.Default }));
}

/// <summary><c>ENV name=value …</c>, or the old <c>ENV name value</c>.</summary>
/// <param name="Syntax">The instruction as written.</param>
/// <param name="Variables">The variables. Values see the environment from before the instruction.</param>
/// <param name="IsLegacy">Whether it is the form without <c>=</c>.</param>
public sealed record EnvInstruction(InstructionSyntax Syntax, IReadOnlyList<KeyValueWords> Variables, bool IsLegacy) : Instruction(Syntax)
{
    /// <inheritdoc/>
    public override IReadOnlyList<ExpandableWord> ExpandableWords => Words(Variables.SelectMany(word => new[] { word.Key, word.Value }));
}

/// <summary><c>LABEL name=value …</c>, or the old <c>LABEL name value</c>.</summary>
/// <param name="Syntax">The instruction as written.</param>
/// <param name="Labels">The labels.</param>
/// <param name="IsLegacy">Whether it is the form without <c>=</c>.</param>
public sealed record LabelInstruction(InstructionSyntax Syntax, IReadOnlyList<KeyValueWords> Labels, bool IsLegacy) : Instruction(Syntax)
{
    /// <inheritdoc/>
    public override IReadOnlyList<ExpandableWord> ExpandableWords => Words(Labels.SelectMany(word => new[] { word.Key, word.Value }));
}

/// <summary><c>CMD</c>: what a container runs unless told otherwise.</summary>
public sealed record CmdInstruction(InstructionSyntax Syntax, CommandForm Command) : Instruction(Syntax);

/// <summary><c>ENTRYPOINT</c>: what a container always runs.</summary>
public sealed record EntrypointInstruction(InstructionSyntax Syntax, CommandForm Command) : Instruction(Syntax);

/// <summary><c>WORKDIR path</c>; a relative path continues the one before.</summary>
public sealed record WorkdirInstruction(InstructionSyntax Syntax, Word Path) : Instruction(Syntax)
{
    /// <inheritdoc/>
    public override IReadOnlyList<ExpandableWord> ExpandableWords => Words(Path);
}

/// <summary><c>USER user[:group]</c></summary>
public sealed record UserInstruction(InstructionSyntax Syntax, Word User) : Instruction(Syntax)
{
    /// <inheritdoc/>
    public override IReadOnlyList<ExpandableWord> ExpandableWords => Words(User);
}

/// <summary><c>EXPOSE port[-last][/protocol] …</c></summary>
/// <param name="Syntax">The instruction as written.</param>
/// <param name="Ports">The words; each may expand to several (<see cref="ExpandedWord.Words"/>), each of which is an <see cref="ExposedPorts"/>.</param>
public sealed record ExposeInstruction(InstructionSyntax Syntax, IReadOnlyList<Word> Ports) : Instruction(Syntax)
{
    /// <inheritdoc/>
    public override IReadOnlyList<ExpandableWord> ExpandableWords => Words(Ports);
}

/// <summary><c>VOLUME path …</c></summary>
public sealed record VolumeInstruction(InstructionSyntax Syntax, IReadOnlyList<Word> Paths) : Instruction(Syntax)
{
    /// <inheritdoc/>
    public override IReadOnlyList<ExpandableWord> ExpandableWords => Words(Paths);
}

/// <summary><c>SHELL ["program", "argument", …]</c>: what runs shell forms from here on.</summary>
public sealed record ShellInstruction(InstructionSyntax Syntax, ExecForm Shell) : Instruction(Syntax);

/// <summary><c>STOPSIGNAL signal</c>; see <see cref="StopSignal"/>.</summary>
public sealed record StopsignalInstruction(InstructionSyntax Syntax, Word Signal) : Instruction(Syntax)
{
    /// <inheritdoc/>
    public override IReadOnlyList<ExpandableWord> ExpandableWords => Words(Signal);
}

/// <summary><c>MAINTAINER name</c>, which a label does better.</summary>
public sealed record MaintainerInstruction(InstructionSyntax Syntax, Word Maintainer) : Instruction(Syntax);

/// <summary><c>HEALTHCHECK [options] CMD …</c>, or <c>HEALTHCHECK NONE</c>.</summary>
/// <param name="Syntax">The instruction as written.</param>
/// <param name="Command">What tells whether the container is healthy; null for <c>NONE</c>, which switches off the check of the base image.</param>
public sealed record HealthcheckInstruction(InstructionSyntax Syntax, CommandForm? Command) : Instruction(Syntax)
{
    /// <summary>Between two checks; null: not said (the runtime takes 30 s).</summary>
    public TimeSpan? Interval { get; init; }

    /// <summary>How long a check may take; null: not said (30 s).</summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>How long a container may take to start, in which failures don't count; null: not said (0 s).</summary>
    public TimeSpan? StartPeriod { get; init; }

    /// <summary>Between two checks while starting; null: not said (5 s).</summary>
    public TimeSpan? StartInterval { get; init; }

    /// <summary>How many failures in a row make the container unhealthy; null: not said (3).</summary>
    public int? Retries { get; init; }

    /// <summary>The check as the image's config holds it, but for the shell form of the current SHELL: <c>["NONE"]</c>, <c>["CMD", …]</c> or <c>["CMD-SHELL", line]</c>.</summary>
    public IReadOnlyList<string> Test => Command switch
    {
        ExecForm exec => ["CMD", .. exec.Texts],
        ShellForm shell => ["CMD-SHELL", shell.Command.Text],
        _ => ["NONE"],
    };
}

/// <summary><c>ONBUILD instruction</c>: kept in the image, and run where an image begins from it.</summary>
/// <param name="Syntax">The instruction as written.</param>
/// <param name="Trigger">The instruction that is kept.</param>
/// <param name="TriggerText">The same as the image's config holds it, heredocs included; <see cref="DockerfileModel.ParseTrigger"/> reads it back.</param>
public sealed record OnbuildInstruction(InstructionSyntax Syntax, Instruction Trigger, string TriggerText) : Instruction(Syntax);
