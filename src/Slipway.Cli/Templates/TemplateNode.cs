// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Cli.Templates;

/// <summary>A part of a template.</summary>
/// <param name="Position">Where it begins, in characters from 0.</param>
internal abstract record TemplateNode(int Position);

/// <summary>Text that is written as it is.</summary>
internal sealed record TextNode(int Position, string Text) : TemplateNode(Position);

/// <summary>A pipeline whose value is written, unless it declares variables.</summary>
internal sealed record ActionNode(int Position, PipelineNode Pipeline) : TemplateNode(Position);

/// <summary><c>if</c> and <c>with</c>.</summary>
internal sealed record BranchNode(int Position, PipelineNode Pipeline, IReadOnlyList<TemplateNode> Then, IReadOnlyList<TemplateNode> Else) : TemplateNode(Position)
{
    /// <summary>Whether the dot is the pipeline's value inside.</summary>
    public bool SetsDot { get; init; }
}

/// <summary><c>range</c>.</summary>
internal sealed record RangeNode(int Position, PipelineNode Pipeline, IReadOnlyList<TemplateNode> Body, IReadOnlyList<TemplateNode> Else) : TemplateNode(Position);

/// <summary><c>break</c> and <c>continue</c>.</summary>
internal sealed record LeaveNode(int Position, bool Ends) : TemplateNode(Position);

/// <summary>Commands, each given the value of the one before, and the variables that the last value goes to.</summary>
internal sealed record PipelineNode(int Position, IReadOnlyList<string> Variables, IReadOnlyList<CommandNode> Commands) : TemplateNode(Position)
{
    /// <summary>Whether the variables are new (<c>:=</c>) or are there (<c>=</c>).</summary>
    public bool Declares { get; init; }
}

/// <summary>An operand, or a function and its arguments.</summary>
internal sealed record CommandNode(int Position, IReadOnlyList<TemplateNode> Words) : TemplateNode(Position);

/// <summary>A constant.</summary>
internal sealed record ConstantNode(int Position, TemplateValue Value) : TemplateNode(Position);

/// <summary>The dot.</summary>
internal sealed record DotNode(int Position) : TemplateNode(Position);

/// <summary>A variable.</summary>
internal sealed record VariableNode(int Position, string Name) : TemplateNode(Position);

/// <summary>A function by its name.</summary>
internal sealed record FunctionNode(int Position, string Name) : TemplateNode(Position);

/// <summary>A field of a value.</summary>
internal sealed record FieldNode(int Position, TemplateNode Of, string Name) : TemplateNode(Position);
