// SPDX-License-Identifier: Apache-2.0
using Slipway.Dockerfile;

namespace Slipway.Fleet;

/// <summary>What to write in place of a name that isn't known.</summary>
internal static class Choice
{
    private const int Shown = 12;

    /// <summary>The name that was probably meant, else all there are: <c>its axes: os, backend</c>.</summary>
    internal static string Help(string word, IReadOnlyCollection<string> known, string what) => Suggestion.Help(word, known)
        ?? (known.Count == 0 ? $"{what}: none" : $"{what}: {string.Join(", ", known.Take(Shown))}{(known.Count > Shown ? ", …" : "")}");
}
