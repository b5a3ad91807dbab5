// SPDX-License-Identifier: Apache-2.0
using System.Text;
using System.Text.Json;

namespace Slipway.Dockerfile;

/// <summary>Arguments in JSON form: an array of strings, and nothing after it.</summary>
internal static class JsonArguments
{
    /// <summary>Whether the arguments are a JSON array. Text that looks like one and isn't is shell form, as in BuildKit.</summary>
    /// <param name="arguments">The arguments.</param>
    /// <param name="words">The strings; null if an element of the array is no string.</param>
    internal static bool TryRead(Word arguments, out IReadOnlyList<Word>? words)
    {
        words = null;
        if (!arguments.Text.AsSpan().TrimStart().StartsWith("["))
            return false;
        try
        {
            // A lone surrogate stands for a byte that is no UTF-8; it becomes U+FFFD here, and the parser has reported the byte.
            var utf8 = Encoding.UTF8.GetBytes(arguments.Text);
            var reader = new Utf8JsonReader(utf8, new JsonReaderOptions { MaxDepth = 1000 });
            words = ReadStrings(ref reader, arguments, utf8);
            return true;
        }
        catch (Exception problem) when (problem is JsonException or InvalidOperationException)
        {
            // InvalidOperationException: an escape of half a surrogate pair, which no UTF-16 text can hold.
            words = null;
            return false;
        }
    }

    private static List<Word>? ReadStrings(ref Utf8JsonReader reader, Word arguments, byte[] utf8)
    {
        List<Word>? words = [];
        while (reader.Read())
        {
            switch (reader.TokenType)
            {
                case JsonTokenType.String when reader.CurrentDepth == 1:
                    words?.Add(CreateWord(ref reader, arguments, utf8));
                    break;
                case JsonTokenType.StartArray or JsonTokenType.EndArray when reader.CurrentDepth == 0:
                    break;
                default:
                    words = null;
                    break;
            }
        }
        return words;
    }

    // Characters that an escape stands for all stand at the string's beginning; without escapes each stands at its own place.
    private static Word CreateWord(ref Utf8JsonReader reader, Word arguments, byte[] utf8)
    {
        var text = reader.GetString()!;
        var start = Encoding.UTF8.GetCharCount(utf8, 0, (int)reader.TokenStartIndex);
        var end = Encoding.UTF8.GetCharCount(utf8, 0, (int)reader.BytesConsumed);
        if (!reader.ValueIsEscaped)
            return arguments.Slice(start + 1, text.Length);
        var word = new WordBuilder(arguments.Source);
        for (var index = 0; index < text.Length; index++)
            word.Append(text[index], arguments.OffsetOf(index == text.Length - 1 ? end - 1 : start));
        return word.Build(arguments.OffsetOf(end - 1));
    }
}
