// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Fleet;

/// <summary>The fields that stand side by side in some part of a fleet file.</summary>
/// <param name="Name">Its name in the schema.</param>
/// <param name="Title">Its name in the reference.</param>
/// <param name="Summary">What it is, in sentences.</param>
/// <param name="Fields">The fields, in the order in which they are shown.</param>
internal sealed record FieldSet(string Name, string Title, string Summary, IReadOnlyList<FleetField> Fields)
{
    /// <summary>What names that the file chooses hold; null where there are none but those of the fields.</summary>
    internal MapShape? Others { get; init; }

    /// <summary>The fields that it has of another part; the reference shows them there.</summary>
    internal IReadOnlyList<FleetField> Shared { get; init; } = [];

    /// <summary>The title of the part that shows <see cref="Shared"/>.</summary>
    internal string? SharedWith { get; init; }

    /// <summary>Fields that exclude each other.</summary>
    internal IReadOnlyList<(string One, string Other)> Conflicts { get; init; } = [];

    /// <summary>Fields of which one must be there.</summary>
    internal IReadOnlyList<string> NeedsOneOf { get; init; } = [];

    /// <summary>The anchor that Markdown gives a title.</summary>
    internal static string AnchorOf(string title) =>
        string.Concat(title.ToLowerInvariant().Where(static letter => char.IsAsciiLetterOrDigit(letter) || letter is ' ' or '-' or '_')).Replace(' ', '-');
}
