// SPDX-License-Identifier: Apache-2.0
using Slipway.Check;

namespace Slipway.Fleet;

/// <summary>Nests the directives of a template, after blanks beside its marks (<c>~</c>) are gone.</summary>
internal sealed class HclTemplateTree
{
    private readonly IReadOnlyList<HclTemplatePiece> _pieces;
    private int _next;

    private HclTemplateTree(IReadOnlyList<HclTemplatePiece> pieces) => _pieces = pieces;

    internal static HclExpression Build(IReadOnlyList<HclTemplatePiece> pieces, SourcePlace place)
    {
        Trim(pieces);
        if (pieces is [{ Kind: HclPieceKind.Interpolation, Expression: { } only }])
            return new HclWrapped(only, place);
        var tree = new HclTemplateTree(pieces);
        var content = tree.Read(null);
        return content.Count == 0 ? Text("", place)
            : content.TrueForAll(static part => part is HclLiteral) ? Text(string.Concat(content.Select(static part => ((HclLiteral)part).Value.AsString)), place)
            : new HclTemplate(content, place);
    }

    private static HclLiteral Text(string text, SourcePlace place) => new(HclValue.String(text), place);

    private static void Trim(IReadOnlyList<HclTemplatePiece> pieces)
    {
        for (var index = 0; index < pieces.Count; index++)
        {
            // A heredoc has a text for each line: blanks go up to the end of the line, and the line break with them.
            if (pieces[index].TrimsBefore && index > 0 && pieces[index - 1].Kind == HclPieceKind.Text)
                pieces[index - 1].Text = pieces[index - 1].Text.TrimEnd();
            if (pieces[index].TrimsAfter && index + 1 < pieces.Count && pieces[index + 1].Kind == HclPieceKind.Text)
                pieces[index + 1].Text = pieces[index + 1].Text.TrimStart();
        }
    }

    // Up to the directive that ends what 'open' began, which is left for the caller.
    private List<HclExpression> Read(HclTemplatePiece? open)
    {
        var parts = new List<HclExpression>();
        for (; _next < _pieces.Count; _next++)
        {
            var piece = _pieces[_next];
            switch (piece.Kind)
            {
                case HclPieceKind.Text:
                    parts.Add(Text(piece.Text, piece.Place));
                    break;
                case HclPieceKind.Interpolation:
                    parts.Add(piece.Expression!);
                    break;
                case HclPieceKind.If:
                    parts.Add(ReadIf(piece));
                    break;
                case HclPieceKind.For:
                    parts.Add(ReadFor(piece));
                    break;
                default:
                    if (open is null)
                        throw new HclException(piece.Place, "nothing is open that this could end");
                    return parts;
            }
        }
        return open is null ? parts : throw new HclException(open.Place, $"this directive has no end", open.Kind == HclPieceKind.For ? "close it with %{ endfor }" : "close it with %{ endif }");
    }

    private HclConditional ReadIf(HclTemplatePiece open)
    {
        _next++;
        var yes = Read(open);
        var no = new List<HclExpression>();
        if (_pieces[_next].Kind == HclPieceKind.Else)
        {
            _next++;
            no = Read(open);
        }
        Close(open, HclPieceKind.EndIf);
        return new(open.Expression!, new HclTemplate(yes, open.Place), new HclTemplate(no, open.Place), open.Place);
    }

    private HclTemplateFor ReadFor(HclTemplatePiece open)
    {
        _next++;
        var body = Read(open);
        Close(open, HclPieceKind.EndFor);
        return new(open.KeyName, open.ValueName!, open.Expression!, new HclTemplate(body, open.Place), open.Place);
    }

    private void Close(HclTemplatePiece open, HclPieceKind wanted)
    {
        if (_pieces[_next].Kind != wanted)
            throw new HclException(_pieces[_next].Place, $"this directive does not end what is open", wanted == HclPieceKind.EndIf ? "write %{ endif }" : "write %{ endfor }")
            {
                Notes = [$"it was opened at {open.Place}"],
            };
    }
}
