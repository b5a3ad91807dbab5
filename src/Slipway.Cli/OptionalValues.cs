// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Cli;

/// <summary>Options of <c>build</c> whose value may be left out, and is then never the next word: <c>--shell-on-failure .</c> names no shell.</summary>
internal static class OptionalValues
{
    /// <summary>The value of an option that was given without one.</summary>
    public const string Absent = "\u0001absent";

    private static readonly string[] Names = ["--shell-on-failure"];

    /// <summary>The words of a command line with a value for each such option.</summary>
    public static IReadOnlyList<string> Fill(IReadOnlyList<string> words)
    {
        if (words is not (["build", ..] or ["image", "build", ..] or ["buildx", "build" or "b", ..]))
            return words; // of "run IMAGE …" they would be the program's
        // Behind "--" every word is an argument.
        var end = words.ToList().IndexOf("--");
        return [.. words.Select((word, index) => (end < 0 || index < end) && Names.Contains(word) ? $"{word}={Absent}" : word)];
    }
}
