// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics.CodeAnalysis;

namespace Slipway.Dockerfile;

/// <summary>What a Dockerfile means: arguments, stages and their instructions. Where the text is wrong it holds the rest.</summary>
public sealed class DockerfileModel
{
    /// <summary>The text as written.</summary>
    public required DockerfileSyntax Syntax { get; init; }

    /// <summary>The ARG instructions before the first FROM.</summary>
    public required IReadOnlyList<ArgInstruction> GlobalArgs { get; init; }

    /// <summary>The stages, in order.</summary>
    public required IReadOnlyList<Stage> Stages { get; init; }

    /// <summary>Everything that is wrong, of the syntax too, by place.</summary>
    public required IReadOnlyList<Diagnostic> Diagnostics { get; init; }

    /// <summary>The text.</summary>
    public SourceText Source => Syntax.Source;

    /// <summary>The escape character: <c>\</c>, or <c>`</c> by directive.</summary>
    public char EscapeCharacter => Syntax.EscapeCharacter;

    /// <summary>Whether a diagnostic is an error, so that nothing can be built.</summary>
    public bool HasErrors => Diagnostics.Any(diagnostic => diagnostic.Severity == Severity.Error);

    /// <summary>Understands a Dockerfile. Never throws for what it holds.</summary>
    public static DockerfileModel Create(DockerfileSyntax syntax)
    {
        ArgumentNullException.ThrowIfNull(syntax);
        return new ModelReader(syntax).Read();
    }

    /// <summary>Parses and understands a Dockerfile.</summary>
    public static DockerfileModel Parse(SourceText source) => Create(DockerfileParser.Parse(source));

    /// <summary>Reads an instruction that ONBUILD kept in an image.</summary>
    /// <param name="text">The text in the image's config.</param>
    /// <param name="origin">What a diagnostic shows in place of a path, such as <c>ONBUILD of node:onbuild</c>.</param>
    /// <param name="diagnostics">Takes the problems.</param>
    /// <returns>The instruction, or null if there was a problem.</returns>
    public static Instruction? ParseTrigger(string text, string origin, ICollection<Diagnostic> diagnostics)
    {
        ArgumentNullException.ThrowIfNull(diagnostics);
        return ModelReader.ReadTrigger(SourceText.From(origin, text), diagnostics);
    }

    /// <summary>The stage of a name, whatever its case; the last where several have it. Null if there is none.</summary>
    public Stage? FindStage(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return Stages.LastOrDefault(stage => string.Equals(stage.Name, name, StringComparison.OrdinalIgnoreCase));
    }

    /// <summary>The stage to build.</summary>
    /// <param name="target">Its name, or null for the last stage. An index isn't a name.</param>
    /// <param name="stage">The stage.</param>
    /// <param name="problem">Says that there is no such stage, and which was probably meant.</param>
    public bool TryGetTarget(string? target, [NotNullWhen(true)] out Stage? stage, [NotNullWhen(false)] out Diagnostic? problem)
    {
        stage = target is not null ? FindStage(target) : Stages is [.., var last] ? last : null;
        problem = null;
        if (stage is not null)
            return true;
        var names = Stages.Select(other => other.Name).OfType<string>().ToList();
        var near = target is null ? null : Suggestion.For(target, names);
        var place = near is null ? Stages is [.., var final] ? final.From.Span : default : FindStage(near)!.From.Name!.Span;
        problem = target is null
            ? Diagnostic.Error(Source, place, "the Dockerfile has no stage to build", "begin with FROM <image>")
            : Diagnostic.Error(Source, place, $"there is no stage '{target}' to build",
                near is not null ? $"did you mean '{near}'?" : names.Count > 0 ? $"stages are {string.Join(", ", names)}" : "no stage has a name");
        return false;
    }
}
