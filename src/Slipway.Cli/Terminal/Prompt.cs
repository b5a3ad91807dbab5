// SPDX-License-Identifier: Apache-2.0
using System.Text;

namespace Slipway.Cli;

/// <summary>Asks at the terminal.</summary>
internal static class Prompt
{
    /// <summary>Asks, and reads a line; null at the end of input.</summary>
    public static string? Ask(string question, AskKind kind)
    {
        Console.Error.Write(question);
        if (kind == AskKind.Open)
            return Console.ReadLine();
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
