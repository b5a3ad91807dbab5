// SPDX-License-Identifier: Apache-2.0
using System.Text;
using Slipway.Native;

namespace Slipway.Cli;

/// <summary>Asks at the terminal.</summary>
internal static class Prompt
{
    /// <summary>Asks, and reads a line; null at the end of input.</summary>
    public static string? Ask(string question, AskKind kind)
    {
        if (kind == AskKind.Open)
        {
            Console.Error.Write(question);
            return Console.ReadLine();
        }
        // The console hides what is typed only while it waits for a key, and someone may type before that. It is set up first: what it finds then is
        // what it leaves at the end.
        _ = Console.KeyAvailable;
        using var hidden = TerminalMode.TryHideTyping();
        Console.Error.Write(question);
        var answer = new StringBuilder();
        while (true)
        {
            var key = Console.ReadKey(intercept: true);
            if (key.Key == ConsoleKey.Enter)
            {
                Console.Error.WriteLine();
                return answer.ToString();
            }
            if (key.Key == ConsoleKey.Backspace)
                answer.Length = Math.Max(0, answer.Length - 1);
            else if (!char.IsControl(key.KeyChar))
                answer.Append(key.KeyChar);
        }
    }
}
