// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;

namespace Slipway.Oci;

/// <summary>
/// A repository's name within a registry, such as <c>library/debian</c>: lower-case path components joined by slashes
/// (distribution-spec, "Pulling manifests"), at most 255 characters.
/// </summary>
public readonly partial record struct RepositoryName
{
    /// <summary>The longest name clients accept, in characters.</summary>
    public const int MaxLength = 255;

    private readonly string? _text;

    private RepositoryName(string text) => _text = text;

    [GeneratedRegex(@"\A[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*(?:/[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*)*\z", RegexOptions.CultureInvariant)]
    private static partial Regex Grammar();

    /// <summary>Reads a repository name.</summary>
    /// <exception cref="FormatException">The text does not follow the grammar.</exception>
    public static RepositoryName Parse(string text) => TryParse(text, out var name)
        ? name
        : throw new FormatException($"'{text}' is not a repository name; expected lower-case letters, digits and separators (. _ __ -) between slashes, at most {MaxLength} characters.");

    /// <summary>Reads a repository name; false when the text does not follow the grammar.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out RepositoryName name)
    {
        name = default;
        if (text is null || text.Length > MaxLength || !Grammar().IsMatch(text))
            return false;
        name = new(text);
        return true;
    }

    /// <summary>The name as it is written.</summary>
    public override string ToString() => _text ?? throw new InvalidOperationException("A default RepositoryName names nothing.");
}
