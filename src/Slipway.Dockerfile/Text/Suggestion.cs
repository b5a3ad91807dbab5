// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Dockerfile;

/// <summary>Finds what someone probably meant to type.</summary>
public static class Suggestion
{
    /// <summary>
    /// The candidate nearest to <paramref name="word"/> by edits (insert, delete, replace, swap of neighbours; case doesn't count),
    /// the first of equals; null if the nearest is more than a third of the word's length away, or farther than three edits.
    /// </summary>
    public static string? For(string word, IEnumerable<string> candidates)
    {
        ArgumentNullException.ThrowIfNull(word);
        ArgumentNullException.ThrowIfNull(candidates);
        var limit = Math.Clamp((word.Length + 1) / 3, 1, 3);
        string? best = null;
        foreach (var candidate in candidates)
        {
            if (candidate.Length == 0 || Math.Abs(candidate.Length - word.Length) > limit)
                continue;
            var distance = Distance(word.ToUpperInvariant(), candidate.ToUpperInvariant());
            if (distance < Math.Min(limit + 1, candidate.Length))
                (best, limit) = (candidate, distance - 1);
            if (limit < 0)
                break;
        }
        return best;
    }

    /// <summary><c>did you mean 'candidate'?</c>, or null where <see cref="For"/> finds nothing.</summary>
    public static string? Help(string word, IEnumerable<string> candidates) =>
        For(word, candidates) is { } candidate ? $"did you mean '{candidate}'?" : null;

    // Optimal string alignment: three rows, since a swap looks two rows back.
    private static int Distance(string from, string to)
    {
        var (before, previous, current) = (new int[to.Length + 1], new int[to.Length + 1], new int[to.Length + 1]);
        for (var column = 0; column <= to.Length; column++)
            previous[column] = column;
        for (var row = 1; row <= from.Length; row++)
        {
            current[0] = row;
            for (var column = 1; column <= to.Length; column++)
            {
                var cost = from[row - 1] == to[column - 1] ? 0 : 1;
                var best = Math.Min(Math.Min(current[column - 1] + 1, previous[column] + 1), previous[column - 1] + cost);
                if (row > 1 && column > 1 && from[row - 1] == to[column - 2] && from[row - 2] == to[column - 1])
                    best = Math.Min(best, before[column - 2] + 1);
                current[column] = best;
            }
            (before, previous, current) = (previous, current, before);
        }
        return previous[to.Length];
    }
}
