// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Dockerfile;

/// <summary>Reads the bodies of an instruction's heredocs from the lines after it.</summary>
internal sealed class HeredocReader(SourceText source, LineReader lines, List<SyntaxToken> tokens, List<Diagnostic> diagnostics)
{
    // Words that no further line ends: looking for each only once keeps the time linear in the file.
    private readonly HashSet<(string Name, bool StripsTabs)> _endless = [];

    /// <param name="parts">The instruction, or the one that ONBUILD keeps.</param>
    /// <param name="line">The instruction's last line; afterwards the last line of the last heredoc.</param>
    internal IReadOnlyList<HeredocSyntax> Read(InstructionParts parts, ref PhysicalLine line)
    {
        if (parts.Keyword.Text.ToUpperInvariant() is not ("RUN" or "COPY" or "ADD") || JsonArguments.TryRead(parts.Arguments, out _))
            return [];
        var heredocs = new List<HeredocSyntax>();
        foreach (var mark in HeredocMark.FindAll(parts.Arguments))
        {
            var body = ReadBody(mark, ref line);
            heredocs.Add(new(mark.Name, mark.FileDescriptor, mark.Span, body)
            {
                Body = Word.Create(source, body),
                Expands = mark.Expands,
                StripsTabs = mark.StripsTabs,
            });
        }
        return heredocs;
    }

    private SourceSpan ReadBody(HeredocMark mark, ref PhysicalLine line)
    {
        var start = line.End;
        if (FindEnd(mark) is not { } end)
        {
            while (lines.Read() is { } rest)
                line = rest;
            var all = SourceSpan.FromBounds(start, line.End);
            Add(SyntaxTokenKind.HeredocBody, all);
            Report(mark, $"end its text with a line that holds '{mark.Name}' alone");
            return all;
        }

        while (line.Start != end.Start && lines.Read() is { } next)
            line = next;
        var body = SourceSpan.FromBounds(start, end.Start);
        Add(SyntaxTokenKind.HeredocBody, body);
        Add(SyntaxTokenKind.HeredocEnd, SourceSpan.FromBounds(end.Start, end.ContentEnd));
        Add(SyntaxTokenKind.LineBreak, SourceSpan.FromBounds(end.ContentEnd, end.End));
        return body;
    }

    /// <summary>
    /// The line that ends the heredoc. Where there is none, the first that would if blanks around the word didn't count is taken
    /// and reported, so that the instructions below are still read.
    /// </summary>
    private PhysicalLine? FindEnd(HeredocMark mark)
    {
        PhysicalLine? nearly = null;
        var isEndless = _endless.Contains((mark.Name, mark.StripsTabs));
        foreach (var line in lines.Peek())
        {
            if (isEndless && nearly is not null)
                break;
            var content = lines.Content(line);
            if ((mark.StripsTabs ? content.TrimStart('\t') : content).SequenceEqual(mark.Name))
                return line;
            if (nearly is null && content.Trim().SequenceEqual(mark.Name))
                nearly = line;
        }
        _endless.Add((mark.Name, mark.StripsTabs));
        if (nearly is { } near)
        {
            Report(mark, mark.StripsTabs ? "indent the end with tabs alone" : $"take the blanks away, or indent with tabs and write '<<-{mark.Name}'",
                $"line {source.GetPosition(near.Start).Line} holds '{mark.Name}' with blanks around it");
        }
        return nearly;
    }

    private void Report(HeredocMark mark, string help, params string[] notes) =>
        diagnostics.Add(Diagnostic.Error(source, mark.Span, $"the heredoc '{mark.Name}' has no end", help) with { Notes = notes });

    private void Add(SyntaxTokenKind kind, SourceSpan span)
    {
        if (span.Length > 0)
            tokens.Add(new(kind, span));
    }
}
