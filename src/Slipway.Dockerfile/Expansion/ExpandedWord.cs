// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Dockerfile;

/// <summary>What a word expands to.</summary>
/// <param name="Text">The text; empty if there is a <see cref="Problem"/>.</param>
/// <param name="Words">The text split by blanks outside quotes, as EXPOSE takes it; those that a variable brought in split too.</param>
public sealed record ExpandedWord(string Text, IReadOnlyList<string> Words)
{
    /// <summary>The variables that were set, by use.</summary>
    public required IReadOnlyList<VariableUse> Used { get; init; }

    /// <summary>The variables that were not set, by use.</summary>
    public required IReadOnlyList<VariableUse> Unset { get; init; }

    /// <summary>Why the word cannot be expanded; null if it can.</summary>
    public Diagnostic? Problem { get; init; }
}
