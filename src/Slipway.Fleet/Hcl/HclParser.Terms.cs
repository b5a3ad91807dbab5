// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Fleet;

/// <summary>Terms: literals, names, calls, tuples, objects and <c>for</c>.</summary>
internal sealed partial class HclParser
{
    private HclExpression ReadTerm()
    {
        var token = _lexer.Peek();
        switch (token.Kind)
        {
            case HclTokenKind.Number:
                _lexer.Next();
                return HclNumber.TryParse(_lexer.TextOf(token), out var number)
                    ? new HclLiteral(HclValue.Number(number.Value), _lexer.PlaceOf(token))
                    : throw new HclException(_lexer.PlaceOf(token), $"the number '{_lexer.TextOf(token)}' is out of range");
            case HclTokenKind.Quote:
                _lexer.Next();
                return ReadQuoted(token);
            case HclTokenKind.Heredoc:
                _lexer.Next();
                return ReadHeredoc(token);
            case HclTokenKind.Identifier:
                _lexer.Next();
                return ReadName(token);
            case HclTokenKind.Symbol when _lexer.PeekIs("("):
                _lexer.Next();
                _lexer.IgnoreLines();
                var inner = ReadExpression();
                return new HclParentheses(inner, _lexer.PlaceOf(token.Start, CloseLines(")", "after the expression in parentheses").End));
            case HclTokenKind.Symbol when _lexer.PeekIs("["):
                return ReadTuple();
            case HclTokenKind.Symbol when _lexer.PeekIs("{"):
                return ReadObject();
            default:
                throw _lexer.Unexpected("an expression is missing");
        }
    }

    private HclExpression ReadName(HclToken token)
    {
        var name = _lexer.TextOf(token);
        var place = _lexer.PlaceOf(token);
        if (_lexer.PeekIs("("))
            return ReadCall(token);
        return name switch
        {
            "true" => new HclLiteral(HclValue.True, place),
            "false" => new HclLiteral(HclValue.False, place),
            "null" => new HclLiteral(HclValue.Nothing, place),
            _ => new HclVariable(name, place),
        };
    }

    private HclCall ReadCall(HclToken name)
    {
        _lexer.Next();
        _lexer.IgnoreLines();
        var arguments = new List<HclExpression>();
        var isExpanded = false;
        while (!_lexer.PeekIs(")"))
        {
            arguments.Add(ReadExpression());
            if (_lexer.TryTake("..."))
            {
                isExpanded = true;
                break;
            }
            if (!_lexer.TryTake(","))
                break;
        }
        var end = CloseLines(")", $"after the arguments of '{_lexer.TextOf(name)}'");
        return new(_lexer.TextOf(name), _lexer.PlaceOf(name), arguments, isExpanded, _lexer.PlaceOf(name.Start, end.End));
    }

    private HclExpression ReadTuple()
    {
        var open = _lexer.Next();
        _lexer.IgnoreLines();
        if (_lexer.PeekIsWord("for"))
            return ReadFor(open, "]");
        var items = new List<HclExpression>();
        while (!_lexer.PeekIs("]"))
        {
            items.Add(ReadExpression());
            if (!_lexer.TryTake(","))
                break;
        }
        var end = CloseLines("]", "at the end of the list");
        return new HclTuple(items, _lexer.PlaceOf(open.Start, end.End));
    }

    private HclExpression ReadObject()
    {
        var open = _lexer.Next();
        // 'for' is looked for behind line breaks; entries are parted by them.
        _lexer.IgnoreLines();
        if (IsFor())
            return ReadFor(open, "}");
        var before = _lexer.SetLines(0);
        var items = new List<KeyValuePair<HclExpression, HclExpression>>();
        while (true)
        {
            while (_lexer.Peek().Kind == HclTokenKind.NewLine)
                _lexer.Next();
            if (_lexer.PeekIs("}"))
                break;
            var key = ReadExpression();
            if (!_lexer.TryTake("=") && !_lexer.TryTake(":"))
                throw _lexer.Unexpected("'=' is missing after the key");
            items.Add(new(key, ReadExpression()));
            if (!_lexer.TryTake(",") && _lexer.Peek().Kind != HclTokenKind.NewLine && !_lexer.PeekIs("}"))
                throw _lexer.Unexpected("a comma or a line break is missing after the value");
        }
        _lexer.SetLines(before);
        var end = CloseLines("}", "at the end of the object");
        return new HclObject(items, _lexer.PlaceOf(open.Start, end.End));
    }

    // A key may be called 'for' too.
    private bool IsFor()
    {
        if (!_lexer.PeekIsWord("for"))
            return false;
        var position = _lexer.Position;
        _lexer.Next();
        var isFor = _lexer.Peek().Kind == HclTokenKind.Identifier;
        _lexer.Position = position;
        return isFor;
    }

    private HclFor ReadFor(HclToken open, string close)
    {
        _lexer.Next();
        var (key, value) = ReadForNames();
        var collection = ReadExpression();
        _lexer.Expect(":", "after what 'for' goes through");
        var first = ReadExpression();
        var second = close == "}" && _lexer.Expect("=>", "between the key and the value of 'for'").End > 0 ? ReadExpression() : null;
        var isGrouped = second is not null && _lexer.TryTake("...");
        HclExpression? condition = null;
        if (_lexer.PeekIsWord("if"))
        {
            _lexer.Next();
            condition = ReadExpression();
        }
        var end = CloseLines(close, "at the end of 'for'");
        return new(_lexer.PlaceOf(open.Start, end.End))
        {
            KeyName = key, ValueName = value, Collection = collection, Key = second is null ? null : first, Value = second ?? first, Condition = condition, IsGrouped = isGrouped,
        };
    }

    private (string? Key, string Value) ReadForNames()
    {
        var first = _lexer.TextOf(_lexer.ExpectName("a name after 'for'"));
        string? key = null;
        if (_lexer.TryTake(","))
            (key, first) = (first, _lexer.TextOf(_lexer.ExpectName("the second name after 'for'")));
        if (!_lexer.PeekIsWord("in"))
            throw _lexer.Unexpected("'in' is missing after the names of 'for'");
        _lexer.Next();
        return (key, first);
    }
}
