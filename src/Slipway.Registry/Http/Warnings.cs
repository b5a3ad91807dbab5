// SPDX-License-Identifier: Apache-2.0
using System.Text;
using Microsoft.AspNetCore.Http;

namespace Slipway.Registry;

/// <summary>What a client shows its user beside a success (distribution-spec, "Warnings").</summary>
internal static class Warnings
{
    /// <summary>The most bytes that all warnings of an answer have together.</summary>
    public const int MaxSize = 4096;

    /// <summary>Adds a warning to an answer; it is cut, or left out, where there is no room for it.</summary>
    /// <param name="response">The answer, not begun yet.</param>
    /// <param name="text">A clause. Characters that a header can't hold are replaced.</param>
    public static void Add(HttpResponse response, string text)
    {
        const string head = "299 - \"", end = "\"";
        var taken = response.Headers.Warning.Sum(static value => value?.Length ?? 0);
        var room = MaxSize - taken - head.Length - end.Length;
        var quoted = Quote(text, room);
        if (quoted.Length > 0)
            response.Headers.Append("Warning", head + quoted + end);
    }

    private static string Quote(string text, int room)
    {
        var quoted = new StringBuilder();
        foreach (var character in text)
        {
            var written = character switch
            {
                '"' or '\\' => $"\\{character}",
                >= ' ' and <= '~' => $"{character}",
                _ => "?",
            };
            if (quoted.Length + written.Length > room)
                break;
            quoted.Append(written);
        }
        return quoted.ToString();
    }
}
