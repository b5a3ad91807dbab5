// SPDX-License-Identifier: Apache-2.0
using System.Globalization;

namespace Slipway.Dockerfile;

/// <summary>Reads HEALTHCHECK.</summary>
internal sealed class HealthcheckReader(DiagnosticBag diagnostics)
{
    internal HealthcheckInstruction? Read(InstructionSyntax syntax, Func<Word, CommandForm> readCommand)
    {
        var flags = new FlagReader(syntax, diagnostics, "interval", "timeout", "start-period", "start-interval", "retries");
        var arguments = syntax.Arguments;
        var end = 0;
        while (end < arguments.Text.Length && !char.IsWhiteSpace(arguments.Text[end]))
            end++;
        var kind = arguments.Slice(0, end);
        var rest = arguments.Slice(end).Trim();
        var instruction = new HealthcheckInstruction(syntax, null);
        switch (kind.Text.ToUpperInvariant())
        {
            case "":
                diagnostics.Error(syntax.Keyword.Span, "HEALTHCHECK needs CMD and a command, or NONE");
                return null;
            case "NONE":
                if (rest.Text.Length > 0)
                    diagnostics.Error(rest.Span, "HEALTHCHECK NONE takes nothing after it");
                return instruction;
            case "CMD":
                return instruction with
                {
                    Command = ReadCommand(kind, rest, readCommand),
                    Interval = ReadDuration(flags, "interval"),
                    Timeout = ReadDuration(flags, "timeout"),
                    StartPeriod = ReadDuration(flags, "start-period"),
                    StartInterval = ReadDuration(flags, "start-interval"),
                    Retries = ReadRetries(flags),
                };
            default:
                diagnostics.Error(kind.Span, $"HEALTHCHECK takes CMD or NONE, not '{kind.Text}'", $"write HEALTHCHECK CMD {arguments.Text}");
                return null;
        }
    }

    private CommandForm ReadCommand(Word kind, Word rest, Func<Word, CommandForm> readCommand)
    {
        var command = readCommand(rest);
        if (command is ExecForm { Arguments: [] })
            diagnostics.Error(kind.Span, "HEALTHCHECK CMD needs a command", "to switch a check off, write HEALTHCHECK NONE");
        return command;
    }

    private TimeSpan? ReadDuration(FlagReader flags, string name)
    {
        if (flags.Text(name) is not { Text.Length: > 0 } word)
            return null;
        var duration = GoDuration.Parse(word.Text);
        if (duration is null)
            diagnostics.Error(word.Span, $"'{word.Text}' is not a duration", "write a number and a unit, such as 30s or 1m30s");
        else if (duration != TimeSpan.Zero && duration < TimeSpan.FromMilliseconds(1))
            diagnostics.Error(word.Span, $"--{name} is at least 1ms, not '{word.Text}'");
        return duration;
    }

    private int? ReadRetries(FlagReader flags)
    {
        if (flags.Text("retries") is not { Text.Length: > 0 } word)
            return null;
        if (int.TryParse(word.Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var retries) && retries >= 0)
            return retries;
        diagnostics.Error(word.Span, $"--retries is a number from 0, not '{word.Text}'");
        return null;
    }
}
