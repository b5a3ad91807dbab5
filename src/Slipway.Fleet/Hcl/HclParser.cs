// SPDX-License-Identifier: Apache-2.0
using Slipway.Check;
using Slipway.Dockerfile;

namespace Slipway.Fleet;

/// <summary>Reads HCL's native syntax into bodies and expressions. The first thing that can't be read ends it.</summary>
internal sealed partial class HclParser
{
    private readonly HclLexer _lexer;
    private int _depth;

    private HclParser(SourceText source, SourceSpan span, SourcePlace? wholePlace) => _lexer = new(source, span, wholePlace);

    /// <summary>Reads a whole file.</summary>
    /// <exception cref="HclException">It can't be read.</exception>
    internal static HclBody ReadFile(SourceText source)
    {
        var whole = new SourceSpan(0, source.Text.Length);
        if (source.IsTruncated)
            throw new HclException(new(source, new(0, 0)), $"the file is larger than the {SourceText.MaxBytes} bytes that are read");
        if (source.FindInvalidByte(whole) is { } invalid)
            throw new HclException(new(source, new(invalid, 1)), "this byte is not UTF-8", "save the file as UTF-8");
        var parser = new HclParser(source, whole, null);
        return parser.ReadBody(null);
    }

    /// <summary>Reads an expression that is all of a text.</summary>
    internal static HclExpression ReadExpression(SourceText source, SourceSpan span, SourcePlace? wholePlace)
    {
        var parser = new HclParser(source, span, wholePlace);
        parser._lexer.IgnoreLines();
        var expression = parser.ReadExpression();
        return parser._lexer.Peek().Kind == HclTokenKind.End ? expression : throw parser._lexer.Unexpected("nothing can follow the expression");
    }

    /// <summary>Reads a text as a template, without quotes around it and escapes in it.</summary>
    internal static HclExpression ReadTemplate(SourceText source, SourceSpan span, SourcePlace? wholePlace)
    {
        var parser = new HclParser(source, span, wholePlace);
        return parser.ReadWholeTemplate(span);
    }

    private HclBody ReadBody(HclToken? open)
    {
        var start = _lexer.Position;
        var attributes = new List<HclAttribute>();
        var blocks = new List<HclBlock>();
        while (true)
        {
            var token = _lexer.Peek();
            if (token.Kind == HclTokenKind.NewLine)
            {
                _lexer.Next();
                continue;
            }
            if (token.Kind == HclTokenKind.End)
            {
                if (open is { } brace)
                    throw new HclException(_lexer.PlaceOf(brace), "this block has no end", "close it with '}'");
                break;
            }
            if (open is not null && _lexer.PeekIs("}"))
                break;
            ReadItem(attributes, blocks);
            if (_lexer.Peek().Kind is not (HclTokenKind.NewLine or HclTokenKind.End) && !(open is not null && _lexer.PeekIs("}")))
                throw _lexer.Unexpected("a line break is missing before what comes next");
        }
        return new(attributes, blocks, _lexer.PlaceOf(start, _lexer.Position));
    }

    private void ReadItem(List<HclAttribute> attributes, List<HclBlock> blocks)
    {
        var name = _lexer.ExpectName("the name of an attribute or block");
        if (!_lexer.PeekIs("="))
        {
            blocks.Add(ReadBlock(name));
            return;
        }
        _lexer.Next();
        var text = _lexer.TextOf(name);
        if (attributes.Find(attribute => attribute.Name == text) is { } first)
            throw new HclException(
                _lexer.PlaceOf(name), $"'{text}' is set here again", $"it is first at line {first.Place.Source.GetPosition(first.Place.Span.Start).Line}; keep one of them");
        attributes.Add(new(text, ReadExpression(), _lexer.PlaceOf(name)));
    }

    private HclBlock ReadBlock(HclToken type)
    {
        var labels = new List<Located<string>>();
        while (_lexer.Peek() is { Kind: HclTokenKind.Identifier or HclTokenKind.Quote } label)
        {
            _lexer.Next();
            labels.Add(label.Kind == HclTokenKind.Identifier ? new(_lexer.TextOf(label), _lexer.PlaceOf(label)) : ReadLabel(label));
        }
        if (!_lexer.PeekIs("{"))
        {
            var text = _lexer.TextOf(type);
            throw labels.Count == 0 && _lexer.PeekIs(":")
                ? new HclException(_lexer.PlaceOf(_lexer.Peek()), $"'{text}' is set with '='", $"write {text} = …")
                : _lexer.Unexpected($"'=' or '{{' is missing after '{text}'");
        }
        Enter(type);
        var open = _lexer.Next();
        var body = _lexer.Peek().Kind == HclTokenKind.NewLine || _lexer.PeekIs("}") ? ReadBody(open) : ReadLine(open);
        _lexer.Expect("}", "at the end of the block");
        _depth--;
        return new(_lexer.TextOf(type), labels, body, _lexer.PlaceOf(type.Start, labels.Count > 0 ? labels[^1].Place.Span.End : type.End));
    }

    // A block in one line holds one attribute, or none.
    private HclBody ReadLine(HclToken open)
    {
        var (attributes, blocks) = (new List<HclAttribute>(), new List<HclBlock>());
        ReadItem(attributes, blocks);
        if (blocks.Count > 0 || !_lexer.PeekIs("}"))
            throw new HclException(_lexer.PlaceOf(_lexer.Peek()), "a block in one line holds one attribute and nothing else", "begin a new line after '{', and write each attribute in its own");
        return new(attributes, blocks, _lexer.PlaceOf(open.End, _lexer.Position));
    }

    private Located<string> ReadLabel(HclToken quote)
    {
        var content = ReadQuoted(quote);
        return content is HclLiteral { Value: var value }
            ? new(value.AsString, content.Place)
            : throw new HclException(content.Place, "a block's label is a plain text", "take what is filled in out of it");
    }

    private void Enter(HclToken token)
    {
        if (++_depth > HclLimits.Depth)
            throw new HclException(_lexer.PlaceOf(token), $"expressions and blocks stand more than {HclLimits.Depth} deep here");
    }
}
