// SPDX-License-Identifier: Apache-2.0
using System.Text;

namespace Slipway.Dockerfile.Tests;

/// <summary>Writes a syntax as BuildKit's parser tests write theirs, so that the two can be compared.</summary>
internal static class SyntaxDump
{
    internal static string Dump(DockerfileSyntax syntax) =>
        string.Concat(syntax.Instructions.Select(instruction => $"({Dump(instruction, syntax.EscapeCharacter)})\n"));

    private static string Dump(InstructionSyntax instruction, char escape)
    {
        var text = new StringBuilder(instruction.Name.ToLowerInvariant());
        if (instruction.Flags.Count > 0)
        {
            var flags = instruction.Flags.Select(flag => Quote($"--{flag.Name}{(flag.Value is null ? "" : "=" + flag.Value.Text)}"));
            text.Append($" [{string.Join(" ", flags)}]");
        }
        if (instruction.Trigger is { } trigger)
            return text.Append($" ({Dump(trigger, escape)})").ToString();
        foreach (var argument in Arguments(instruction, escape))
            text.Append(' ').Append(Quote(argument));
        return text.ToString();
    }

    private static IEnumerable<string> Arguments(InstructionSyntax instruction, char escape)
    {
        var arguments = instruction.Arguments;
        switch (instruction.Name)
        {
            case "ADD" or "COPY" or "VOLUME":
                return ArgumentWords.SplitJsonOrBlanks(arguments, out _)!.Select(word => word.Text);
            case "ARG":
                return ArgumentWords.SplitQuoted(arguments, escape).Select(word => word.Text);
            case "CMD" or "ENTRYPOINT" or "RUN" or "SHELL":
                return Command(arguments);
            case "ENV" or "LABEL":
                return Pairs(DockerfileModel.Parse(SourceText.From("", $"FROM a\n{instruction.Line.Text}")));
            case "EXPOSE" or "FROM":
                return ArgumentWords.SplitBlanks(arguments).Select(word => word.Text);
            case "HEALTHCHECK":
                var end = arguments.Text.IndexOf(' ', StringComparison.Ordinal);
                return arguments.Text.Length == 0 ? [] : end < 0 ? [arguments.Text] : [arguments.Text[..end], .. Command(arguments.Slice(end).Trim())];
            default:
                return arguments.Text.Length == 0 ? [] : [arguments.Text];
        }
    }

    private static IEnumerable<string> Command(Word arguments) =>
        JsonArguments.TryRead(arguments, out var words) ? words!.Select(word => word.Text) : arguments.Text.Length == 0 ? [] : [arguments.Text];

    private static IEnumerable<string> Pairs(DockerfileModel model)
    {
        var (pairs, isLegacy) = model.Stages[0].Instructions[0] switch
        {
            EnvInstruction env => (env.Variables, env.IsLegacy),
            LabelInstruction label => (label.Labels, label.IsLegacy),
            var other => throw new InvalidOperationException($"'{other.Text}' has no pairs."),
        };
        return pairs.SelectMany(pair => new[] { pair.Key.Text, pair.Value.Text, isLegacy ? "" : "=" });
    }

    // Go's strconv.Quote.
    private static string Quote(string text)
    {
        var quoted = new StringBuilder("\"");
        foreach (var character in text)
        {
            quoted.Append(character switch
            {
                '"' => "\\\"",
                '\\' => "\\\\",
                '\a' => "\\a",
                '\b' => "\\b",
                '\f' => "\\f",
                '\n' => "\\n",
                '\r' => "\\r",
                '\t' => "\\t",
                '\v' => "\\v",
                < ' ' or '\x7f' => $"\\x{(int)character:x2}",
                _ => character.ToString(),
            });
        }
        return quoted.Append('"').ToString();
    }
}
