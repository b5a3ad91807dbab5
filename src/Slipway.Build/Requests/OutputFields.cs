// SPDX-License-Identifier: Apache-2.0
using Slipway.Oci;

namespace Slipway.Build;

/// <summary>The fields of the text of an output or a cache, taken one by one; the first problem stays.</summary>
internal sealed class OutputFields
{
    private readonly Dictionary<string, string> _fields = new(StringComparer.Ordinal);
    private readonly string _text;
    private readonly string _kind;

    private OutputFields(string text, string kind) => (_text, _kind) = (text, kind);

    /// <summary>What is wrong, or null.</summary>
    public string? Problem { get; private set; }

    /// <summary>Reads fields by commas; one in double quotes may hold commas (CSV, as Go reads it).</summary>
    /// <param name="text">The text.</param>
    /// <param name="kind">What it is of: <c>output</c> or <c>cache</c>.</param>
    public static OutputFields Read(string text, string kind = "output")
    {
        var fields = new OutputFields(text, kind);
        foreach (var field in Split(text))
        {
            if (field.IndexOf('=', StringComparison.Ordinal) is not (> 0 and var equals))
                fields.Problem ??= $"'{field}' in the {kind} '{text}' is not key=value";
            else if (!fields._fields.TryAdd(KeyOf(field[..equals].Trim()), field[(equals + 1)..].Trim()))
                fields.Problem ??= $"'{field[..equals]}' comes twice in the {kind} '{text}'";
        }
        return fields;
    }

    /// <summary>A field's text; null where it isn't there.</summary>
    public string? Take(string key) => _fields.Remove(key, out var value) ? value : null;

    /// <summary>A field that is true or false; null where it isn't there.</summary>
    public bool? TakeSwitch(string key)
    {
        switch (Take(key))
        {
            case null:
                return null;
            case "true" or "1":
                return true;
            case "false" or "0":
                return false;
            case var other:
                Problem ??= $"'{key}={other}' in the {_kind} '{_text}' is neither true nor false";
                return null;
        }
    }

    /// <summary>The names of <c>name=a,b</c>.</summary>
    public IReadOnlyList<ImageReference> TakeNames()
    {
        var names = new List<ImageReference>();
        foreach (var word in Take("name")?.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) ?? [])
        {
            if (ImageReference.TryParse(word, out var name, out var problem))
                names.Add(name);
            else
                Problem ??= $"'{word}' in the {_kind} '{_text}' is not an image reference: {problem}";
        }
        return names;
    }

    /// <summary><c>annotation[-PLACE][[PLATFORM]].KEY=VALUE</c>, each.</summary>
    public IReadOnlyList<PlacedAnnotation> TakeAnnotations()
    {
        var annotations = new List<PlacedAnnotation>();
        foreach (var field in _fields.Keys.Where(static key => key.StartsWith("annotation", StringComparison.Ordinal)).ToList())
        {
            // The first point after the platform: platforms have none.
            var rest = field["annotation".Length..];
            var point = rest.IndexOf('.', StringComparison.Ordinal);
            if (point < 0 || point == rest.Length - 1 || rest is not ['.' or '-' or '[', ..])
                continue;
            var value = Take(field)!;
            if (PlacedAnnotation.TryParsePlace(rest[..point].TrimStart('-'), out var place, out var problem))
                annotations.Add(new(place.Place, place.Platform, rest[(point + 1)..], value));
            else
                Problem ??= problem;
        }
        return annotations;
    }

    /// <summary>Makes a problem of what nobody took.</summary>
    public void RefuseRest(string type)
    {
        if (_fields.Keys.FirstOrDefault() is { } unknown)
            Problem ??= $"'{unknown}' is not supported for the {_kind} type '{type}'";
    }

    /// <summary>Makes a problem of what nobody took, whatever the type.</summary>
    public void RefuseRest()
    {
        if (_fields.Keys.FirstOrDefault() is { } unknown)
            Problem ??= $"'{unknown}' is not supported in the {_kind} '{_text}'";
    }

    /// <summary>Notes a problem, unless there is one already.</summary>
    public void Refuse(string problem) => Problem ??= problem;

    // Names of annotations keep their case.
    private static string KeyOf(string key) => key.StartsWith("annotation", StringComparison.OrdinalIgnoreCase) ? key : key.ToLowerInvariant();

    private static IEnumerable<string> Split(string text)
    {
        var field = new System.Text.StringBuilder();
        var isQuoted = false;
        for (var at = 0; at < text.Length; at++)
        {
            if (text[at] == '"' && isQuoted && at + 1 < text.Length && text[at + 1] == '"')
                field.Append(text[at++]);
            else if (text[at] == '"' && (isQuoted || field.Length == 0))
                isQuoted = !isQuoted;
            else if (text[at] == ',' && !isQuoted)
            {
                yield return field.ToString();
                field.Clear();
            }
            else
                field.Append(text[at]);
        }
        yield return field.ToString();
    }
}
