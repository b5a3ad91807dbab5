// SPDX-License-Identifier: Apache-2.0
using System.Text;
using Slipway.Dockerfile;

namespace Slipway.Cli.Templates;

/// <summary>One execution of a template on one value.</summary>
internal sealed class TemplateRun(string text, StringBuilder output, Func<string, IReadOnlyList<TemplateValue>, TemplateValue> call)
{
    // A template can't be longer than a command line, but a range within a range can be.
    private const int MostOutput = 64 * 1024 * 1024;
    private readonly List<(string Name, TemplateValue Value)> _variables = [];

    /// <summary>Writes what the nodes make of a value.</summary>
    public void Run(IReadOnlyList<TemplateNode> nodes, TemplateValue dot)
    {
        _variables.Add(("$", dot));
        Walk(nodes, dot);
    }

    // Null goes on; else whether a range is left for good (break) or for this turn (continue).
    private bool? Walk(IReadOnlyList<TemplateNode> nodes, TemplateValue dot)
    {
        foreach (var node in nodes)
        {
            var leaves = node switch
            {
                TextNode plain => Write(plain.Text),
                ActionNode action => WriteValue(action, dot),
                BranchNode branch => Branch(branch, dot),
                RangeNode range => Range(range, dot),
                LeaveNode leave => leave.Ends,
                _ => throw new InvalidOperationException($"A template has no {node.GetType().Name} here."),
            };
            if (leaves is not null)
                return leaves;
        }
        return null;
    }

    private bool? Write(string what)
    {
        output.Append(what);
        return output.Length <= MostOutput ? null : throw new TemplateException(text, 0, $"the template makes more than {MostOutput} characters");
    }

    private bool? WriteValue(ActionNode action, TemplateValue dot)
    {
        var value = Evaluate(action.Pipeline, dot);
        return action.Pipeline.Variables.Count == 0 ? Write(GoFormat.Print(value)) : null;
    }

    private bool? Branch(BranchNode branch, TemplateValue dot)
    {
        var scope = _variables.Count;
        var value = Evaluate(branch.Pipeline, dot);
        var leaves = value.IsTrue ? Walk(branch.Then, branch.SetsDot ? value : dot) : Walk(branch.Else, dot);
        Leave(scope);
        return leaves;
    }

    private bool? Range(RangeNode range, TemplateValue dot)
    {
        var scope = _variables.Count;
        var value = Evaluate(range.Pipeline with { Variables = [] }, dot);
        var items = value switch
        {
            TemplateList list => list.Items.Select(static (item, number) => (Key: (TemplateValue)new TemplateInteger(number), Item: item)).ToList(),
            TemplateMap map => [.. map.Entries.Select(static entry => (Key: (TemplateValue)new TemplateText(entry.Key), Item: entry.Value))],
            TemplateNil => [],
            _ => throw Problem(range.Pipeline, $"range can't walk over {Describe(value)}", "it walks over lists and maps"),
        };
        foreach (var (key, item) in items)
        {
            Bind(range.Pipeline, key, item);
            var leaves = Walk(range.Body, item);
            // What := declares lives for one turn; what = sets, longer.
            Leave(scope);
            if (leaves == true)
                break;
        }
        return items.Count == 0 ? Walk(range.Else, dot) : null;
    }

    private void Bind(PipelineNode pipeline, TemplateValue key, TemplateValue item)
    {
        if (pipeline.Variables is [.., var last])
            Assign(pipeline, last, item);
        if (pipeline.Variables is [var first, _])
            Assign(pipeline, first, key);
    }

    private void Assign(PipelineNode pipeline, string name, TemplateValue value)
    {
        if (pipeline.Declares)
            _variables.Add((name, value));
        else
            _variables[_variables.FindLastIndex(variable => variable.Name == name)] = (name, value);
    }

    private void Leave(int scope) => _variables.RemoveRange(scope, _variables.Count - scope);

    private TemplateValue Evaluate(PipelineNode pipeline, TemplateValue dot)
    {
        TemplateValue? value = null;
        foreach (var command in pipeline.Commands)
            value = Evaluate(command, dot, value);
        foreach (var name in pipeline.Variables)
            Assign(pipeline, name, value!);
        return value!;
    }

    private TemplateValue Evaluate(CommandNode command, TemplateValue dot, TemplateValue? last)
    {
        if (command.Words[0] is FunctionNode function)
            return Call(function, command, dot, last);
        if (command.Words.Count > 1 || last is not null)
            throw Problem(command.Words[0], "only a function takes arguments", "functions are " + string.Join(", ", TemplateFunctions.Names.Order(StringComparer.Ordinal)));
        return Operand(command.Words[0], dot);
    }

    private TemplateValue Call(FunctionNode function, CommandNode command, TemplateValue dot, TemplateValue? last)
    {
        if (function.Name is "and" or "or")
            return Choose(function, command, dot, last);
        var arguments = command.Words.Skip(1).Select(word => Operand(word, dot)).ToList();
        if (last is not null)
            arguments.Add(last);
        try
        {
            return call(function.Name, arguments);
        }
        catch (TemplateFunctionException problem)
        {
            throw Problem(function, $"{function.Name}: {problem.Message}", problem.Help);
        }
    }

    // They stop at the first argument that decides.
    private TemplateValue Choose(FunctionNode function, CommandNode command, TemplateValue dot, TemplateValue? last)
    {
        TemplateValue? value = null;
        foreach (var word in command.Words.Skip(1))
        {
            value = Operand(word, dot);
            if (value.IsTrue == (function.Name == "or"))
                return value;
        }
        return last ?? value ?? throw Problem(function, $"'{function.Name}' lacks arguments", $"write '{function.Name} .A .B'");
    }

    private TemplateValue Operand(TemplateNode node, TemplateValue dot) => node switch
    {
        DotNode => dot,
        ConstantNode constant => constant.Value,
        VariableNode variable => _variables.FindLast(known => known.Name == variable.Name).Value,
        FieldNode field => Field(field, Operand(field.Of, dot)),
        PipelineNode pipeline => Parenthesised(pipeline, dot),
        FunctionNode function => Call(function, new(function.Position, [function]), dot, null),
        _ => throw new InvalidOperationException($"A {node.GetType().Name} has no value."),
    };

    private TemplateValue Parenthesised(PipelineNode pipeline, TemplateValue dot)
    {
        var scope = _variables.Count;
        var value = Evaluate(pipeline, dot);
        Leave(scope);
        return value;
    }

    private TemplateValue Field(FieldNode field, TemplateValue of)
    {
        switch (of)
        {
            case TemplateRecord record:
                return record.Find(field.Name)?.Value
                    ?? throw Problem(field, $"{record.Noun} has no field '{field.Name}'", FieldHelp(field.Name, record.Fields.Select(static known => known.Name)));
            case TemplateMap map when map.Entries.TryGetValue(field.Name, out var value):
                return value;
            case TemplateMap { IsStrict: false }:
                return TemplateValue.Missing;
            case TemplateMap map:
                throw Problem(field, $"there is no '{field.Name}' here", FieldHelp(field.Name, map.Entries.Keys));
            case TemplateNil:
                throw Problem(field, $"'{field.Name}' is asked of nothing", "guard it: {{with .Field}}…{{end}}");
            default:
                throw Problem(field, $"{Describe(of)} has no fields, and so no '{field.Name}'");
        }
    }

    private static string FieldHelp(string name, IEnumerable<string> known)
    {
        var names = known.ToList();
        return Suggestion.Help(name, names) ?? (names.Count > 0 ? $"fields are {string.Join(", ", names)}" : "it has no fields");
    }

    private static string Describe(TemplateValue value) => value switch
    {
        TemplateText => "a string",
        TemplateNil => "nothing",
        _ => $"a value of kind {value.Kind}",
    };

    private TemplateException Problem(TemplateNode node, string problem, string? help = null) => new(text, node.Position, problem, help);
}
