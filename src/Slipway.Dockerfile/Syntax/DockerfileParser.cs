// SPDX-License-Identifier: Apache-2.0
using System.Text;

namespace Slipway.Dockerfile;

/// <summary>
/// Reads a Dockerfile into its syntax. Never throws for what the text holds: each problem is a diagnostic, and the next instruction is read.
/// </summary>
public sealed class DockerfileParser
{
    /// <summary>The most bytes in one line of the file: 65535, as in BuildKit.</summary>
    public const int MaxLineBytes = 65535;

    private readonly SourceText _source;
    private readonly List<SyntaxToken> _tokens = [];
    private readonly List<Diagnostic> _diagnostics = [];
    private readonly List<InstructionSyntax> _instructions = [];
    private readonly List<string> _comments = [];
    private readonly DirectiveReader _directives;
    private readonly LineReader _lines;
    private readonly HeredocReader _heredocs;

    private DockerfileParser(SourceText source)
    {
        _source = source;
        _directives = new(source, _diagnostics);
        _lines = new(source);
        _heredocs = new(source, _lines, _tokens, _diagnostics);
    }

    /// <summary>Reads the whole text.</summary>
    public static DockerfileSyntax Parse(SourceText source)
    {
        ArgumentNullException.ThrowIfNull(source);
        return new DockerfileParser(source).ParseFile();
    }

    private DockerfileSyntax ParseFile()
    {
        if (_source.IsTruncated)
            Report(new(_source.Text.Length, 0), $"the file is larger than {SourceText.MaxBytes} bytes, and all after that was left out");
        while (ReadLine() is { } line)
            ParseLine(line);
        if (_instructions.Count == 0)
        {
            Report(new(0, 0), _source.Text.AsSpan().IsWhiteSpace() ? "the Dockerfile is empty" : "the Dockerfile has no instructions",
                "a Dockerfile begins with 'FROM <image>'");
        }
        return new()
        {
            Source = _source,
            EscapeCharacter = _directives.EscapeCharacter,
            Directives = _directives.Found,
            Instructions = _instructions,
            Tokens = _tokens,
            Diagnostics = _diagnostics,
        };
    }

    private void ParseLine(PhysicalLine line)
    {
        var start = AddIndent(line);
        if (start == line.ContentEnd)
        {
            _directives.Close();
            _comments.Clear();
            AddLineBreak(line);
        }
        else if (_source.Text[start] == '#')
        {
            var comment = SourceSpan.FromBounds(start, line.ContentEnd);
            var isDirective = _directives.TryRead(comment);
            Add(isDirective ? SyntaxTokenKind.Directive : SyntaxTokenKind.Comment, comment);
            AddLineBreak(line);
            if (!isDirective)
                _comments.Add(_source.ToString(comment)[1..].Trim());
        }
        else
        {
            _directives.Close();
            ParseInstruction(line, start);
            _comments.Clear();
        }
    }

    private void ParseInstruction(PhysicalLine line, int start)
    {
        var emptyContinuations = new List<SourceSpan>();
        var pieces = new List<SyntaxToken>();
        var logical = ReadLogicalLine(ref line, start, pieces, emptyContinuations);
        if (logical.Trim().Text.Length == 0)
        {
            Report(logical.Span with { Length = 1 }, "a line that continues nothing: an instruction was expected");
            _tokens.AddRange(pieces);
            return;
        }

        var parts = InstructionParts.Split(logical.Trim());
        var trigger = parts.Keyword.Text.Equals("ONBUILD", StringComparison.OrdinalIgnoreCase) && parts.Arguments.Text.Length > 0
            ? InstructionParts.Split(parts.Arguments)
            : null;
        AddSplit(pieces, parts, logical);
        var heredocs = _heredocs.Read(trigger ?? parts, ref line);
        var kept = trigger is null ? null : CreateInstruction(trigger, heredocs, line.ContentEnd);
        _instructions.Add(CreateInstruction(parts, heredocs, line.ContentEnd, kept, [.. _comments], emptyContinuations));
        if (_source.FindInvalidByte(SourceSpan.FromBounds(start, line.ContentEnd)) is { } invalid)
            ReportInvalidByte(invalid);
    }

    private InstructionSyntax CreateInstruction(
        InstructionParts parts,
        IReadOnlyList<HeredocSyntax> heredocs,
        int end,
        InstructionSyntax? trigger = null,
        IReadOnlyList<string>? comments = null,
        IReadOnlyList<SourceSpan>? emptyContinuations = null) => new()
        {
            Source = _source,
            Keyword = parts.Keyword,
            Flags = parts.Flags,
            Arguments = parts.Arguments,
            Heredocs = heredocs,
            Trigger = trigger,
            Comments = comments ?? [],
            Line = parts.Line,
            Span = SourceSpan.FromBounds(parts.Keyword.Span.Start, end),
            EmptyContinuations = emptyContinuations ?? [],
        };

    /// <summary>Joins a line with those that continue it. Comments and blank lines between them don't count.</summary>
    private Word ReadLogicalLine(ref PhysicalLine line, int start, List<SyntaxToken> pieces, List<SourceSpan> emptyContinuations)
    {
        var logical = new WordBuilder(_source);
        while (true)
        {
            var end = FindContinuation(start, line.ContentEnd);
            AddPiece(pieces, SyntaxTokenKind.Arguments, start, end);
            logical.Append(SourceSpan.FromBounds(start, end));
            var continues = end < line.ContentEnd;
            AddPiece(pieces, SyntaxTokenKind.Continuation, end, line.ContentEnd);
            AddPiece(pieces, SyntaxTokenKind.LineBreak, line.ContentEnd, line.End);
            if (!continues || !SkipToContinuation(ref line, pieces, emptyContinuations))
                return logical.Build(end);
            start = line.Start;
        }
    }

    private bool SkipToContinuation(ref PhysicalLine line, List<SyntaxToken> pieces, List<SourceSpan> emptyContinuations)
    {
        while (ReadLine() is { } next)
        {
            line = next;
            var start = SkipBlanks(next);
            if (start < next.ContentEnd && _source.Text[start] != '#')
                return true;
            AddPiece(pieces, SyntaxTokenKind.Whitespace, next.Start, start);
            AddPiece(pieces, SyntaxTokenKind.Comment, start, next.ContentEnd);
            AddPiece(pieces, SyntaxTokenKind.LineBreak, next.ContentEnd, next.End);
            if (start == next.ContentEnd)
                emptyContinuations.Add(SourceSpan.FromBounds(next.Start, next.ContentEnd));
        }
        return false;
    }

    /// <summary>Where the escape character stands that continues the line, or the line's end. An escaped escape character doesn't.</summary>
    private int FindContinuation(int start, int end)
    {
        var text = _source.Text;
        var last = end;
        while (last > start && text[last - 1] is ' ' or '\t')
            last--;
        var escape = _directives.EscapeCharacter;
        return last > start && text[last - 1] == escape && (last - 1 == start || text[last - 2] != escape) ? last - 1 : end;
    }

    private PhysicalLine? ReadLine()
    {
        if (_lines.Read() is not { } line)
            return null;
        var length = line.End - line.Start;
        if (length > MaxLineBytes / 3 && Encoding.UTF8.GetByteCount(_source.Text.AsSpan(line.Start, length)) > MaxLineBytes)
            Report(SourceSpan.FromBounds(line.Start, line.ContentEnd), $"the line is longer than {MaxLineBytes} bytes", "split the line, or move the text to a file");
        return line;
    }

    private int SkipBlanks(PhysicalLine line)
    {
        var start = line.Start;
        while (start < line.ContentEnd && char.IsWhiteSpace(_source.Text[start]))
            start++;
        return start;
    }

    private int AddIndent(PhysicalLine line)
    {
        var start = SkipBlanks(line);
        Add(SyntaxTokenKind.Whitespace, SourceSpan.FromBounds(line.Start, start));
        return start;
    }

    private void AddLineBreak(PhysicalLine line) => Add(SyntaxTokenKind.LineBreak, SourceSpan.FromBounds(line.ContentEnd, line.End));

    private void Add(SyntaxTokenKind kind, SourceSpan span)
    {
        if (span.Length > 0)
            _tokens.Add(new(kind, span));
    }

    private static void AddPiece(List<SyntaxToken> pieces, SyntaxTokenKind kind, int start, int end)
    {
        if (end > start)
            pieces.Add(new(kind, SourceSpan.FromBounds(start, end)));
    }

    /// <summary>Adds the pieces of a logical line, those that are text split into keyword, flags, arguments and the blanks between.</summary>
    private void AddSplit(List<SyntaxToken> pieces, InstructionParts parts, Word logical)
    {
        var kinds = parts.Classify(logical);
        var index = 0;
        foreach (var piece in pieces)
        {
            if (piece.Kind != SyntaxTokenKind.Arguments)
            {
                _tokens.Add(piece);
                continue;
            }
            for (var start = piece.Span.Start; start < piece.Span.End;)
            {
                var end = start;
                var kind = kinds[index];
                while (end < piece.Span.End && kinds[index] == kind)
                    (end, index) = (end + 1, index + 1);
                _tokens.Add(new(kind, SourceSpan.FromBounds(start, end)));
                start = end;
            }
        }
    }

    private void ReportInvalidByte(int offset)
    {
        var isUtf16 = _source.Text.StartsWith("\uDCFF\uDCFE", StringComparison.Ordinal) || _source.Text.StartsWith("\uDCFE\uDCFF", StringComparison.Ordinal);
        if (isUtf16 && _diagnostics.Exists(diagnostic => diagnostic.Message.Contains("UTF-16", StringComparison.Ordinal)))
            return;
        Report(new(offset, 1), isUtf16 ? "the file is UTF-16" : $"the byte 0x{_source.Text[offset] - 0xDC80 + 0x80:X2} is not UTF-8", "save the file as UTF-8");
    }

    private void Report(SourceSpan span, string message, string? help = null) =>
        _diagnostics.Add(Diagnostic.Error(_source, span, message, help));
}
