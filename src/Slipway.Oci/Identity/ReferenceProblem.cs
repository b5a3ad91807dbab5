// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Oci;

/// <summary>What is wrong with the text of an image reference.</summary>
/// <param name="Position">Where in the text, in characters from 0.</param>
/// <param name="Message">What is wrong there, a clause without a full stop.</param>
/// <param name="Help">What to write instead, where that is known.</param>
public readonly record struct ReferenceProblem(int Position, string Message, string? Help = null)
{
    /// <summary>One line: what, where and what to do.</summary>
    public override string ToString() => Help is null ? $"{Message} (at character {Position + 1})" : $"{Message} (at character {Position + 1}); {Help}";
}
