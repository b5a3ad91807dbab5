// SPDX-License-Identifier: Apache-2.0
using System.Text;

namespace Slipway.Check;

/// <summary>Shows the words of a command as the JSON array that a Dockerfile would have.</summary>
internal static class CommandText
{
    internal static string Show(IReadOnlyList<string>? words)
    {
        if (words is null or [])
            return "[]";
        var text = new StringBuilder("[");
        foreach (var word in words)
            text.Append(text.Length > 1 ? ", " : "").Append('"').Append(Escape(word)).Append('"');
        return text.Append(']').ToString();
    }

    private static string Escape(string word) =>
        word.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal);
}
