// SPDX-License-Identifier: Apache-2.0
using System.CommandLine;
using Slipway.Oci;

namespace Slipway.Cli;

/// <summary>The options <c>--format</c> and <c>--output</c> of a command that answers in several forms, to standard output, to files, or both.</summary>
internal sealed class AnswerWords
{
    private static readonly Dictionary<string, string> Extensions = new(StringComparer.OrdinalIgnoreCase)
    {
        [".txt"] = "text", [".json"] = "json", [".xml"] = "junit", [".md"] = "markdown", [".csv"] = "csv", [".html"] = "html", [".htm"] = "html",
    };

    private readonly string[] _kinds;
    private readonly Option<string?> _format;
    private readonly Option<string[]> _outputs;

    /// <summary>The options for these forms, the first of which is the default.</summary>
    public AnswerWords(params string[] kinds)
    {
        _kinds = kinds;
        _format = new("--format") { Description = $"How to write the answer: {string.Join(", ", kinds[..^1])} or {kinds[^1]}. [default: {kinds[0]}]", HelpName = "KIND" };
        _format.AcceptOnlyFromAmong(kinds);
        _outputs = new("--output", "-o")
        {
            Description = $"A file for the answer, in the form of --format or that its name ends in; with KIND= a further one beside it. Several may be given. Example: --output {kinds[^1]}=FILE",
            HelpName = "[KIND=]FILE",
        };
    }

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        command.Add(_format);
        command.Add(_outputs);
    }

    /// <summary>Whether the words say where or how the answer is written.</summary>
    public bool SayAnything(ParseResult parsed) => parsed.GetValue(_format) is not null || parsed.GetValue(_outputs) is { Length: > 0 };

    /// <summary>Writes the answer wherever it was asked for. Files appear whole.</summary>
    /// <param name="parsed">The words.</param>
    /// <param name="session">Where to answer.</param>
    /// <param name="write">Writes one form of it, for what the reader can show.</param>
    /// <exception cref="CommandException">A file's form isn't said.</exception>
    public async Task WriteAsync(ParseResult parsed, Session session, Action<string, Stream, TerminalKind> write)
    {
        var format = parsed.GetValue(_format);
        var outputs = (parsed.GetValue(_outputs) ?? []).Select(output => Read(output, format)).ToList();
        foreach (var (kind, file, _) in outputs)
        {
            using var content = new MemoryStream();
            write(kind, content, TerminalKind.Plain);
            AtomicFile.Write(Path.GetFullPath(file, session.WorkingFolder), content.GetBuffer().AsMemory(0, (int)content.Length));
            session.Error.WriteLine($"wrote {file}");
        }
        if (outputs.Exists(static output => output.IsTheAnswer))
            return;
        await using var answer = session.OpenOutput();
        write(format ?? _kinds[0], answer, session.OutputIsTerminal ? session.ErrorTerminal : TerminalKind.Plain);
    }

    private (string Kind, string File, bool IsTheAnswer) Read(string output, string? format)
    {
        var equals = output.IndexOf('=', StringComparison.Ordinal);
        if (equals > 0 && _kinds.Contains(output[..equals]))
            return (output[..equals], output[(equals + 1)..] is { Length: > 0 } file ? file : throw CommandException.Usage($"--output '{output}' names no file."), false);
        var kind = format ?? Extensions.GetValueOrDefault(Path.GetExtension(output));
        return kind is not null && _kinds.Contains(kind) ? (kind, output, true)
            : throw CommandException.Usage($"--output '{output}' does not say in which form to write it.", $"add --format, or write KIND={output} with {string.Join(", ", _kinds)}");
    }
}
