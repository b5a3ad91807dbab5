// SPDX-License-Identifier: Apache-2.0
using System.Collections;

namespace Slipway.Fleet;

/// <summary>A part of a YAML document that is written. The kinds are closed: they are in this file.</summary>
internal abstract record DocumentNode
{
    public static implicit operator DocumentNode?(string? text) => text is null ? null : new DocumentText(text);

    public static implicit operator DocumentNode?(long? number) => number is { } given ? new DocumentNumber(given) : null;

    public static implicit operator DocumentNode?(bool? flag) => flag is { } given ? new DocumentFlag(given) : null;
}

/// <summary>A text, which every reader reads as that text.</summary>
internal sealed record DocumentText(string Text) : DocumentNode;

/// <summary>A whole number.</summary>
internal sealed record DocumentNumber(long Number) : DocumentNode;

/// <summary>True or false.</summary>
internal sealed record DocumentFlag(bool Flag) : DocumentNode;

/// <summary>Lines that stand as they are, such as a script.</summary>
internal sealed record DocumentLines(string Text) : DocumentNode;

/// <summary>A list.</summary>
internal sealed record DocumentList(IReadOnlyList<DocumentNode> Items) : DocumentNode
{
    internal static DocumentList Of(IEnumerable<string> texts) => new([.. texts.Select(static text => new DocumentText(text))]);
}

/// <summary>A map, in the order in which it was made. What is added as null isn't there.</summary>
internal sealed record DocumentMap : DocumentNode, IEnumerable<KeyValuePair<string, DocumentNode>>
{
    private readonly List<KeyValuePair<string, DocumentNode>> _entries = [];

    internal int Count => _entries.Count;

    internal static DocumentMap Of(IEnumerable<KeyValuePair<string, string>> texts)
    {
        var map = new DocumentMap();
        foreach (var (key, text) in texts)
            map.Add(key, text);
        return map;
    }

    public void Add(string key, DocumentNode? value)
    {
        if (_entries.Exists(entry => entry.Key == key))
            throw new ArgumentException($"The key '{key}' is there already.", nameof(key));
        if (value is not null)
            _entries.Add(new(key, value));
    }

    public IEnumerator<KeyValuePair<string, DocumentNode>> GetEnumerator() => _entries.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
