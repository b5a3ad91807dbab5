// SPDX-License-Identifier: Apache-2.0
using System.Text.RegularExpressions;

namespace Slipway.Dockerfile;

/// <summary>Reads COPY and ADD.</summary>
/// <param name="diagnostics">Takes the problems.</param>
/// <param name="literal">What a word is whatever the variables are, or null.</param>
internal sealed partial class TransferReader(DiagnosticBag diagnostics, Func<Word, string?> literal)
{
    internal CopyInstruction? ReadCopy(InstructionSyntax syntax)
    {
        var flags = new FlagReader(syntax, diagnostics, "from", "chown", "chmod", "link", "exclude*", "parents");
        if (ReadWords(syntax) is not var (sources, destination))
            return null;
        foreach (var source in sources)
        {
            if (literal(source) is { } text && RemoteSource.KindOf(text) != RemoteSourceKind.None)
                diagnostics.Error(source.Span, $"COPY cannot copy from the address '{text}'", "use ADD");
        }
        var from = flags.Text("from");
        if (from is not null && from.Text.Contains('$', StringComparison.Ordinal))
            ReportVariableInFrom(diagnostics, from, "--from");
        return new(syntax)
        {
            Sources = sources,
            Destination = destination,
            Heredocs = syntax.Heredocs,
            From = from is { Text: "" } ? null : from,
            Chown = flags.Text("chown"),
            Chmod = ReadChmod(flags),
            Link = flags.Bool("link") ?? false,
            Excludes = flags.Texts("exclude"),
            Parents = flags.Bool("parents") ?? false,
        };
    }

    internal AddInstruction? ReadAdd(InstructionSyntax syntax)
    {
        var flags = new FlagReader(syntax, diagnostics, "chown", "chmod", "link", "exclude*", "checksum", "keep-git-dir", "unpack");
        if (ReadWords(syntax) is not var (sources, destination))
            return null;
        var checksum = flags.Text("checksum");
        if (checksum is not null)
            CheckChecksum(checksum, sources, syntax.Heredocs.Count);
        return new(syntax)
        {
            Sources = sources,
            Destination = destination,
            Heredocs = syntax.Heredocs,
            Chown = flags.Text("chown"),
            Chmod = ReadChmod(flags),
            Link = flags.Bool("link") ?? false,
            Excludes = flags.Texts("exclude"),
            Checksum = checksum,
            KeepGitDir = flags.Bool("keep-git-dir") ?? false,
            Unpack = flags.Bool("unpack"),
        };
    }

    internal static void ReportVariableInFrom(DiagnosticBag diagnostics, Word from, string flag) => diagnostics.Error(
        from.Span, $"variables don't count in '{flag}'", $"begin a stage with FROM {from.Text} AS <name>, and name that stage here");

    private Word? ReadChmod(FlagReader flags)
    {
        var chmod = flags.Text("chmod");
        if (chmod is not null && literal(chmod) is { } text && !ModeChange.TryParse(text, out _))
            diagnostics.Error(chmod.Span, $"'{text}' is not a mode", "write octal digits such as 0755, or clauses such as u=rwX,go=rX");
        return chmod;
    }

    private void CheckChecksum(Word checksum, IReadOnlyList<Word> sources, int heredocs)
    {
        if (literal(checksum) is { } text && !Checksum.IsMatch(text))
            diagnostics.Error(checksum.Span, $"'{text}' is not a checksum", "write sha256: and 64 hexadecimal digits, or a git commit");
        if (sources.Count + heredocs != 1)
            diagnostics.Error(checksum.Span, "--checksum needs exactly one source", "write an ADD for each");
        else if (sources is [var source] && literal(source) is { } address && RemoteSource.KindOf(address) == RemoteSourceKind.None)
            diagnostics.Error(checksum.Span, $"--checksum is for remote sources, and '{address}' is a path");
    }

    /// <summary>The sources that are no heredocs, and the destination.</summary>
    private (IReadOnlyList<Word> Sources, Word Destination)? ReadWords(InstructionSyntax syntax)
    {
        if (ArgumentWords.SplitJsonOrBlanks(syntax.Arguments, out var isJson) is not { } words)
        {
            diagnostics.Error(syntax.Arguments.Span, "a JSON array here holds strings alone", "put each element in double quotes");
            return null;
        }
        // A mark may hold blanks, in quotes or after "<<", and so be several of these words.
        var paths = isJson ? words : [.. words.Where(word => !syntax.Heredocs.Any(heredoc => heredoc.MarkSpan.Contains(word.Span.Start)))];
        if (paths.Count + syntax.Heredocs.Count < 2)
        {
            diagnostics.Error(words is [var only] ? only.Span : syntax.Keyword.Span,
                words.Count == 0 ? $"{syntax.Name} needs a source and a destination" : $"{syntax.Name} needs a destination after its source");
            return null;
        }
        if (syntax.Heredocs is [.., var last] && (paths.Count == 0 || last.MarkSpan.Start > paths[^1].Span.Start))
        {
            diagnostics.Error(last.MarkSpan, $"a heredoc cannot be the destination of {syntax.Name}", "write the destination last");
            return null;
        }
        return ([.. paths.Take(paths.Count - 1)], paths[^1]);
    }

    [GeneratedRegex(@"^(sha256:[0-9a-f]{64}|sha384:[0-9a-f]{96}|sha512:[0-9a-f]{128}|[0-9a-f]{7,64})\z", RegexOptions.CultureInvariant)]
    private static partial Regex Checksum { get; }
}
