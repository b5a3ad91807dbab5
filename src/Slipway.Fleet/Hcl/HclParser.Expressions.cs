// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Fleet;

/// <summary>Operators, and what follows a term.</summary>
internal sealed partial class HclParser
{
    // From those that bind least to those that bind most.
    private static readonly string[][] Operators = [["||"], ["&&"], ["==", "!="], ["<", ">", "<=", ">="], ["+", "-"], ["*", "/", "%"]];

    private HclExpression ReadExpression()
    {
        Enter(_lexer.Peek());
        var condition = ReadBinary(0);
        if (_lexer.TryTake("?"))
        {
            var yes = ReadExpression();
            _lexer.Expect(":", "between the two values of a condition");
            var no = ReadExpression();
            condition = new HclConditional(condition, yes, no, Cover(condition, no));
        }
        _depth--;
        return condition;
    }

    private HclExpression ReadBinary(int level)
    {
        if (level == Operators.Length)
            return ReadUnary();
        var left = ReadBinary(level + 1);
        while (Array.Find(Operators[level], _lexer.PeekIs) is { } symbol)
        {
            _lexer.Next();
            var right = ReadBinary(level + 1);
            left = new HclBinary(symbol, left, right, Cover(left, right));
        }
        return left;
    }

    private HclExpression ReadUnary()
    {
        if (!_lexer.PeekIs("-") && !_lexer.PeekIs("!"))
            return ReadTraversals(ReadTerm());
        var symbol = _lexer.Next();
        Enter(symbol);
        var operand = ReadUnary();
        _depth--;
        return new HclUnary(_lexer.TextOf(symbol), operand, _lexer.PlaceOf(symbol.Start, _lexer.Position));
    }

    private HclExpression ReadTraversals(HclExpression source)
    {
        var steps = 0;
        while (true)
        {
            if (++steps > HclLimits.Depth)
                throw new HclException(source.Place, $"more than {HclLimits.Depth} accesses follow each other here");
            if (_lexer.PeekIs("."))
                source = ReadDot(source);
            else if (_lexer.PeekIs("["))
                source = ReadBracket(source);
            else
                return source;
        }
    }

    private HclExpression ReadDot(HclExpression source)
    {
        _lexer.Next();
        if (_lexer.TryTake("*"))
        {
            // What follows '.*' and isn't an index belongs to each element.
            HclExpression each = new HclSplatElement(source.Place);
            while (_lexer.PeekIs("."))
            {
                _lexer.Next();
                each = ReadStep(each);
            }
            return new HclSplat(source, each, Cover(source, _lexer.Position));
        }
        return ReadStep(source);
    }

    private HclExpression ReadStep(HclExpression source)
    {
        var token = _lexer.Peek();
        if (token.Kind == HclTokenKind.Number)
        {
            // 'a.0.1' is read as the number 0.1: each part is an index.
            _lexer.Next();
            foreach (var part in _lexer.TextOf(token).Split('.'))
            {
                if (!HclNumber.TryParse(part, out var index))
                    throw new HclException(_lexer.PlaceOf(token), $"'{part}' is no index");
                source = new HclIndexAccess(source, new HclLiteral(HclValue.Number(index.Value), _lexer.PlaceOf(token)), Cover(source, token.End));
            }
            return source;
        }
        var name = _lexer.ExpectName("the name of an attribute");
        return new HclAttributeAccess(source, _lexer.TextOf(name), _lexer.PlaceOf(name), Cover(source, name.End));
    }

    private HclExpression ReadBracket(HclExpression source)
    {
        _lexer.Next();
        _lexer.IgnoreLines();
        if (_lexer.TryTake("*"))
        {
            CloseLines("]", "after '[*'");
            var each = ReadTraversals(new HclSplatElement(source.Place));
            return new HclSplat(source, each, Cover(source, _lexer.Position));
        }
        var key = ReadExpression();
        var end = CloseLines("]", "after the index");
        return new HclIndexAccess(source, key, Cover(source, end.End));
    }

    // The closing bracket, from which on line breaks count again.
    private HclToken CloseLines(string symbol, string where)
    {
        var token = _lexer.Expect(symbol, where);
        _lexer.HeedLines();
        return token;
    }

    private Check.SourcePlace Cover(HclExpression first, HclExpression last) => Cover(first, last.Place.Span.End);

    private Check.SourcePlace Cover(HclExpression first, int end) => _lexer.PlaceOf(first.Place.Span.Start, end);
}
