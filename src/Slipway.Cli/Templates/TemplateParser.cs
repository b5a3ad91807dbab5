// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using Slipway.Dockerfile;

namespace Slipway.Cli.Templates;

/// <summary>Reads the words of a template into nodes: the grammar of Go's text/template without <c>define</c>, <c>block</c> and <c>template</c>.</summary>
internal sealed class TemplateParser(string text, IReadOnlyList<TemplateToken> tokens)
{
    private readonly List<string> _variables = ["$"];
    private int _at;
    private int _ranges;

    private TemplateToken Next => tokens[_at];

    /// <summary>Reads a template.</summary>
    /// <exception cref="TemplateException">It isn't one.</exception>
    public static IReadOnlyList<TemplateNode> Parse(string text)
    {
        var parser = new TemplateParser(text, TemplateLexer.Read(text));
        var (nodes, end) = parser.ReadList();
        return end is null ? nodes : throw parser.Problem(end.Value.Position, $"'{end.Value.Text}' ends nothing");
    }

    // Up to the 'end' or 'else' of an enclosing action, which is consumed up to its word; null at the end of the template.
    private (List<TemplateNode> Nodes, TemplateToken? End) ReadList()
    {
        var nodes = new List<TemplateNode>();
        while (true)
        {
            var token = Take();
            switch (token.Kind)
            {
                case TemplateTokenKind.End:
                    return (nodes, null);
                case TemplateTokenKind.Text:
                    nodes.Add(new TextNode(token.Position, token.Text));
                    continue;
            }
            SkipSpace();
            if (Next is { Kind: TemplateTokenKind.Identifier, Text: "end" or "else" } end)
            {
                _at++;
                return (nodes, end);
            }
            nodes.Add(ReadAction());
        }
    }

    private TemplateNode ReadAction()
    {
        var word = Next;
        if (word.Kind == TemplateTokenKind.Identifier)
        {
            switch (word.Text)
            {
                case "if" or "with" or "range":
                    _at++;
                    return ReadControl(word);
                case "break" or "continue":
                    _at++;
                    Close(word.Text);
                    return _ranges > 0 ? new LeaveNode(word.Position, word.Text == "break") : throw Problem(word.Position, $"'{word.Text}' stands outside of a range");
                case "define" or "block" or "template":
                    throw Problem(word.Position, $"'{word.Text}' is not supported", "write the template in one piece");
            }
        }
        var pipeline = ReadPipeline(word.Text, TemplateTokenKind.Close);
        return new ActionNode(word.Position, pipeline);
    }

    private TemplateNode ReadControl(TemplateToken word)
    {
        var scope = _variables.Count;
        var pipeline = ReadPipeline(word.Text, TemplateTokenKind.Close, isRange: word.Text == "range");
        _ranges += word.Text == "range" ? 1 : 0;
        var (body, end) = ReadList();
        _ranges -= word.Text == "range" ? 1 : 0;
        List<TemplateNode> otherwise = [];
        if (end is { Text: "else" } branch)
            otherwise = ReadElse(word, branch);
        else if (end is null)
            throw Problem(word.Position, $"'{word.Text}' has no {{{{end}}}}");
        else
            Close("end");
        _variables.RemoveRange(scope, _variables.Count - scope);
        return word.Text == "range"
            ? new RangeNode(word.Position, pipeline, body, otherwise)
            : new BranchNode(word.Position, pipeline, body, otherwise) { SetsDot = word.Text == "with" };
    }

    private List<TemplateNode> ReadElse(TemplateToken word, TemplateToken branch)
    {
        SkipSpace();
        // {{else if}} and {{else with}} share the end of what they belong to.
        if (Next is { Kind: TemplateTokenKind.Identifier, Text: "if" or "with" } chained && chained.Text == word.Text)
        {
            _at++;
            return [ReadControl(chained)];
        }
        Close("else");
        var (nodes, end) = ReadList();
        switch (end)
        {
            case null:
                throw Problem(word.Position, $"'{word.Text}' has no {{{{end}}}}");
            case { Text: "else" } second:
                throw Problem(second.Position, $"'{word.Text}' has a second else; the first is at column {branch.Position + 1}");
        }
        Close("end");
        return nodes;
    }

    private void Close(string word)
    {
        SkipSpace();
        var token = Take();
        if (token.Kind != TemplateTokenKind.Close)
            throw Problem(token.Position, $"'{token.Text}' does not belong behind '{word}'");
    }

    private PipelineNode ReadPipeline(string context, TemplateTokenKind end, bool isRange = false)
    {
        SkipSpace();
        var start = Next.Position;
        var (variables, declares) = ReadVariables(isRange);
        var commands = new List<CommandNode>();
        while (true)
        {
            commands.Add(ReadCommand(context));
            var token = Take();
            if (token.Kind == end)
                break;
            if (token.Kind != TemplateTokenKind.Pipe)
                throw Problem(token.Position, token.Kind is TemplateTokenKind.Close or TemplateTokenKind.End ? "a '(' is not closed" : $"'{token.Text}' does not belong here");
        }
        if (declares)
            _variables.AddRange(variables);
        return new(start, variables, commands) { Declares = declares };
    }

    private (IReadOnlyList<string> Variables, bool Declares) ReadVariables(bool isRange)
    {
        var start = _at;
        var variables = new List<string>();
        while (Next.Kind == TemplateTokenKind.Variable)
        {
            variables.Add(Take().Text);
            SkipSpace();
            if (Next.Kind is TemplateTokenKind.Declare or TemplateTokenKind.Assign)
            {
                var token = Take();
                if (token.Kind == TemplateTokenKind.Assign && variables.FirstOrDefault(name => !_variables.Contains(name)) is { } unknown)
                    throw Problem(token.Position, $"the variable '{unknown}' is not declared", $"write '{unknown} := …'");
                return (variables, token.Kind == TemplateTokenKind.Declare);
            }
            if (Next.Kind != TemplateTokenKind.Comma || !isRange || variables.Count == 2)
                break;
            _at++;
            SkipSpace();
        }
        _at = start;
        return ([], false);
    }

    private CommandNode ReadCommand(string context)
    {
        SkipSpace();
        var start = Next.Position;
        var words = new List<TemplateNode>();
        while (Next.Kind is not (TemplateTokenKind.Close or TemplateTokenKind.Pipe or TemplateTokenKind.CloseParenthesis or TemplateTokenKind.End))
        {
            words.Add(ReadOperand());
            if (Next.Kind is not (TemplateTokenKind.Space or TemplateTokenKind.Close or TemplateTokenKind.Pipe or TemplateTokenKind.CloseParenthesis))
                throw Problem(Next.Position, $"'{Next.Text}' is not separated from what stands before it", "put a space between");
            SkipSpace();
        }
        return words.Count > 0 ? new(start, words)
            : throw Problem(start, context.Length > 0 && context is "if" or "with" or "range" ? $"'{context}' lacks a value" : "a value is missing", "write a field such as '.Config'");
    }

    private TemplateNode ReadOperand()
    {
        var token = Take();
        TemplateNode node = token.Kind switch
        {
            TemplateTokenKind.Dot => new DotNode(token.Position),
            TemplateTokenKind.Field => new FieldNode(token.Position, new DotNode(token.Position), token.Text),
            TemplateTokenKind.Variable => Variable(token),
            TemplateTokenKind.Literal => new ConstantNode(token.Position, new TemplateText(token.Text)),
            TemplateTokenKind.Number => new ConstantNode(token.Position, Number(token)),
            TemplateTokenKind.Identifier => Identifier(token),
            TemplateTokenKind.OpenParenthesis => ReadPipeline("(", TemplateTokenKind.CloseParenthesis),
            _ => throw Problem(token.Position, $"'{token.Text}' does not belong here"),
        };
        while (Next.Kind == TemplateTokenKind.Field)
        {
            var field = Take();
            node = node is ConstantNode ? throw Problem(field.Position, "a constant has no fields") : new FieldNode(field.Position, node, field.Text);
        }
        return node;
    }

    private VariableNode Variable(TemplateToken token) => _variables.Contains(token.Text)
        ? new(token.Position, token.Text)
        : throw Problem(token.Position, $"the variable '{token.Text}' is not declared", Suggestion.Help(token.Text, _variables));

    private TemplateNode Identifier(TemplateToken token) => token.Text switch
    {
        "true" or "false" => new ConstantNode(token.Position, new TemplateBool(token.Text == "true")),
        "nil" => new ConstantNode(token.Position, TemplateValue.Missing),
        _ when TemplateFunctions.Names.Contains(token.Text) => new FunctionNode(token.Position, token.Text),
        _ => throw Problem(
            token.Position, $"there is no function '{token.Text}'",
            Suggestion.Help(token.Text, TemplateFunctions.Names) ?? $"a field begins with a dot: '.{token.Text}'; functions are {string.Join(", ", TemplateFunctions.Names.Order(StringComparer.Ordinal))}"),
    };

    private TemplateValue Number(TemplateToken token)
    {
        var digits = token.Text.Replace("_", "", StringComparison.Ordinal);
        var (sign, rest) = digits[0] == '-' ? (-1L, digits[1..]) : (1L, digits.TrimStart('+'));
        if (rest.StartsWith("0x", StringComparison.OrdinalIgnoreCase) && long.TryParse(rest.AsSpan(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var hex))
            return new TemplateInteger(sign * hex);
        if (long.TryParse(rest, NumberStyles.None, CultureInfo.InvariantCulture, out var whole))
            return new TemplateInteger(sign * whole);
        return double.TryParse(rest, NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out var number)
            ? new TemplateFloat(sign * number)
            : throw Problem(token.Position, $"'{token.Text}' is not a number");
    }

    private TemplateToken Take()
    {
        var token = tokens[_at];
        if (token.Kind != TemplateTokenKind.End)
            _at++;
        return token;
    }

    private void SkipSpace()
    {
        while (Next.Kind == TemplateTokenKind.Space)
            _at++;
    }

    private TemplateException Problem(int position, string problem, string? help = null) => new(text, position, problem, help);
}
