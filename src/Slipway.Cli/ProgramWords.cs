// SPDX-License-Identifier: Apache-2.0
using System.CommandLine;

namespace Slipway.Cli;

/// <summary>The words of a command line that are a program's and not ours: in <c>run IMAGE ls -la</c>, <c>-la</c> is not our <c>-l</c> with the value <c>a</c>.</summary>
internal static class ProgramWords
{
    /// <summary>The words with <c>--</c> before those of a program, where the parser would else take some of them apart.</summary>
    public static IReadOnlyList<string> Guard(RootCommand root, IReadOnlyList<string> words)
    {
        // Only several letters behind one '-' are taken apart.
        if (!words.Any(static word => word is ['-', not '-', _, ..]))
            return words;
        if (CommandLine.Parse(root, words).CommandResult.Command.Arguments is not [.., { CaptureRemainingTokens: true } program])
            return words;
        for (var count = 2; count < words.Count && words[count - 1] != "--"; count++)
        {
            if (CommandLine.Parse(root, [.. words.Take(count)]).GetResult(program) is { Tokens.Count: > 0 })
                return [.. words.Take(count - 1), "--", .. words.Skip(count - 1)];
        }
        return words;
    }
}
