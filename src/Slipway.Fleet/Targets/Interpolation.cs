// SPDX-License-Identifier: Apache-2.0
using System.Text.RegularExpressions;
using Slipway.Check;
using Slipway.Dockerfile;

namespace Slipway.Fleet;

/// <summary>
/// Fills in the words in braces: <c>{version} {major} {minor}</c>, the axes of the matrix, the file's variables, and <c>{arch}</c> in tags.
/// <c>{{word}}</c> stands for <c>{word}</c> itself, and braces around anything but a word are left alone.
/// </summary>
internal sealed partial class Interpolation
{
    private const string Arch = "arch";
    private readonly IReadOnlyList<AxisValue> _axes;
    private readonly string? _version;
    private readonly IReadOnlyList<FleetVariable> _variables;
    private readonly List<Diagnostic> _diagnostics;

    internal Interpolation(IReadOnlyList<AxisValue> axes, string? version, IReadOnlyList<FleetVariable> variables, List<Diagnostic> diagnostics) =>
        (_axes, _version, _variables, _diagnostics) = (axes, version, variables, diagnostics);

    /// <summary>The words that are ours: no axis and no variable has their names.</summary>
    internal static IReadOnlyList<string> OwnWords { get; } = ["version", "major", "minor", Arch];

    [GeneratedRegex(@"\{\{[A-Za-z_][A-Za-z0-9_-]*\}\}|\{[A-Za-z_][A-Za-z0-9_-]*\}", RegexOptions.CultureInvariant)]
    private static partial Regex Words();

    [GeneratedRegex(@"\Av?([0-9]+)(?:\.([0-9]+))?(?:[.+-].*)?\z", RegexOptions.CultureInvariant)]
    private static partial Regex VersionGrammar();

    /// <summary>Whether a text has words in braces, so that what it says is not known before they are filled in.</summary>
    internal static bool HasWords(string text) => Words().IsMatch(text);

    internal static bool HasArch(string text) => Words().Matches(text).Any(match => match.Value == "{arch}");

    /// <summary>The text with its words filled in; null, with a report, when one of them can't be.</summary>
    internal string? Fill(string text, SourcePlace place, string? architecture = null)
    {
        var failed = false;
        var filled = Words().Replace(text, match =>
        {
            if (match.Value.StartsWith("{{", StringComparison.Ordinal))
                return match.Value[1..^1];
            if (Resolve(match.Value[1..^1], architecture, out var problem, out var help) is { } value)
                return value;
            failed = true;
            _diagnostics.Add(Diagnostic.Error(place.Source, PlaceOf(match.Value, place), problem, help));
            return match.Value;
        });
        return failed ? null : filled;
    }

    internal string? Fill(Located<string>? text) => text is { } given ? Fill(given.Value, given.Place) : null;

    private string? Resolve(string word, string? architecture, out string problem, out string? help)
    {
        (problem, help) = ("", null);
        if (_axes.FirstOrDefault(axis => axis.Axis == word) is { } own)
            return own.Value;
        if (word == Arch && architecture is not null)
            return architecture;
        if (_variables.FirstOrDefault(variable => variable.Name.Value == word) is { } declared)
        {
            (problem, help) = ($"the variable '{word}' has no value", $"give it with --var {word}=VALUE or in the environment, or give it a default");
            return declared.Value;
        }
        if (word is "version" or "major" or "minor")
        {
            if (PartOfVersion(word) is { } part)
                return part;
            (problem, help) = _version is null
                ? ($"'{{{word}}}' needs a version, and there is none", "add 'version:' to the file or the image")
                : ($"'{{{word}}}' needs a version that begins with numbers, not '{_version}'", "write it as in 1.2.3");
            return null;
        }
        if (word == Arch)
        {
            (problem, help) = ("'{arch}' is known in tags only", "elsewhere a target is one for all its platforms; a Dockerfile has ARG TARGETARCH");
            return null;
        }
        string[] known = ["version", "major", "minor", .. _axes.Select(axis => axis.Axis), .. _variables.Select(variable => variable.Name.Value)];
        problem = $"nothing is known as '{{{word}}}' here";
        help = Suggestion.For(word, known) is { } meant
            ? $"did you mean '{{{meant}}}'?"
            : $"known are {string.Join(", ", known.Select(name => $"{{{name}}}"))}; write {{{{{word}}}}} for the text itself";
        return null;
    }

    private string? PartOfVersion(string word)
    {
        if (word == "version" || _version is null)
            return _version;
        var match = VersionGrammar().Match(_version);
        return !match.Success ? null : word == "major" ? match.Groups[1].Value : match.Groups[2].Success ? match.Groups[2].Value : null;
    }

    // The word itself where the text stands in the file as it is, else the whole of it.
    private static SourceSpan PlaceOf(string word, SourcePlace place)
    {
        var at = place.Source.ToString(place.Span).IndexOf(word, StringComparison.Ordinal);
        return at < 0 ? place.Span : new(place.Span.Start + at, word.Length);
    }
}
