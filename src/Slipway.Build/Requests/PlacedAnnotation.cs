// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics.CodeAnalysis;
using Slipway.Oci;

namespace Slipway.Build;

/// <summary>An annotation and where it stands.</summary>
/// <param name="Place">Where.</param>
/// <param name="Platform">For which platform alone; null is all.</param>
/// <param name="Key">Its name.</param>
/// <param name="Value">Its value.</param>
public sealed record PlacedAnnotation(AnnotationPlace Place, Platform? Platform, string Key, string Value)
{
    /// <summary>
    /// Reads buildx's form, <c>[PLACE[PLATFORM][,PLACE…]:]KEY=VALUE</c> with the places <c>manifest</c> (the default), <c>index</c>,
    /// <c>manifest-descriptor</c> and <c>index-descriptor</c>: <c>index,manifest[linux/amd64]:a=b</c>.
    /// </summary>
    /// <param name="text">The words of <c>--annotation</c>.</param>
    /// <param name="annotations">What was read, one for each place.</param>
    /// <param name="problem">A clause that says what is wrong.</param>
    public static bool TryParse(string text, [NotNullWhen(true)] out IReadOnlyList<PlacedAnnotation>? annotations, [NotNullWhen(false)] out string? problem)
    {
        annotations = null;
        var equals = text.IndexOf('=', StringComparison.Ordinal);
        if (equals <= 0)
        {
            problem = $"the annotation '{text}' is not KEY=VALUE";
            return false;
        }
        var (name, value) = (text[..equals], text[(equals + 1)..]);
        var colon = name.IndexOf(':', StringComparison.Ordinal);
        var key = name[(colon + 1)..];
        if (key.Length == 0)
        {
            problem = $"the annotation '{text}' has no key";
            return false;
        }
        var found = new List<PlacedAnnotation>();
        foreach (var place in colon < 0 ? ["manifest"] : name[..colon].Split(','))
        {
            if (!TryParsePlace(place, out var parsed, out problem))
                return false;
            found.Add(new(parsed.Place, parsed.Platform, key, value));
        }
        (annotations, problem) = (found, null);
        return true;
    }

    // "manifest[linux/amd64]"
    internal static bool TryParsePlace(string text, out (AnnotationPlace Place, Platform? Platform) place, [NotNullWhen(false)] out string? problem)
    {
        place = default;
        var bracket = text.IndexOf('[', StringComparison.Ordinal);
        var word = bracket < 0 ? text : text[..bracket];
        AnnotationPlace? kind = word switch
        {
            "manifest" or "" => AnnotationPlace.Manifest,
            "manifest-descriptor" => AnnotationPlace.ManifestDescriptor,
            "index" => AnnotationPlace.Index,
            "index-descriptor" => AnnotationPlace.IndexDescriptor,
            _ => null,
        };
        if (kind is null)
        {
            problem = $"'{word}' is no place of an annotation; expected manifest, index, manifest-descriptor or index-descriptor";
            return false;
        }
        problem = null;
        Platform? platform = null;
        if (bracket >= 0 && (!text.EndsWith(']') || !Platform.TryParse(text[(bracket + 1)..^1], out platform)))
        {
            problem = $"'{text[bracket..]}' is not a platform in brackets, such as [linux/amd64]";
            return false;
        }
        place = (kind.Value, platform);
        return true;
    }

    internal bool IsFor(Platform platform) => Platform is null || platform.Satisfies(Platform);
}
