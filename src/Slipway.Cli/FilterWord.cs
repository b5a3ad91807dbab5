// SPDX-License-Identifier: Apache-2.0
using Slipway.Dockerfile;
using Slipway.Oci;

namespace Slipway.Cli;

/// <summary>One <c>--filter</c>: <c>key=value</c>, or <c>key!=value</c> where the value must not be.</summary>
/// <param name="Key">What is asked about.</param>
/// <param name="Value">What it must be.</param>
internal sealed record FilterWord(string Key, string Value)
{
    /// <summary>Whether the value must not be.</summary>
    public bool IsNegated { get; init; }

    /// <summary>Reads filters of known keys; a key that may be negated is listed with <c>!</c> as well.</summary>
    /// <exception cref="CommandException">One is none, or its key is unknown.</exception>
    public static IReadOnlyList<FilterWord> ReadAll(IEnumerable<string> words, params IReadOnlyList<string> keys) => [.. words.Select(word => Read(word, keys))];

    /// <summary>The value as true or false.</summary>
    /// <exception cref="CommandException">It is neither.</exception>
    public bool AsTruth() => Value.ToLowerInvariant() switch
    {
        "true" or "1" or "t" => true,
        "false" or "0" or "f" => false,
        _ => throw CommandException.Usage($"'{Value}' is not a value of the filter '{Key}'.", $"write {Key}=true or {Key}=false"),
    };

    /// <summary>Whether an image has the label that the value names, with the text behind its <c>=</c> where there is one.</summary>
    public bool MatchesLabel(StoredImage image)
    {
        var (name, text) = Value.Split('=', 2) is [var before, var behind] ? (before, behind) : (Value, null);
        return image.Config.Config?.Labels?.TryGetValue(name, out var found) == true && (text is null || found == text);
    }

    private static FilterWord Read(string word, IReadOnlyList<string> keys)
    {
        var equals = word.IndexOf('=', StringComparison.Ordinal);
        if (equals <= 0)
            throw CommandException.Usage($"'{word}' is not a filter.", $"write key=value; keys are {string.Join(", ", keys)}");
        var negated = word[equals - 1] == '!';
        var key = word[..(negated ? equals - 1 : equals)].ToLowerInvariant();
        if (!keys.Contains(negated ? key + "!" : key))
        {
            throw CommandException.Usage(
                $"there is no filter '{key}{(negated ? "!" : "")}'.", Suggestion.Help(key, keys) ?? $"filters are {string.Join(", ", keys.Select(static known => known.EndsWith('!') ? known + "=" : known))}");
        }
        return new(key, word[(equals + 1)..]) { IsNegated = negated };
    }
}
