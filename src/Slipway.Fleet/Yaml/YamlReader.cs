// SPDX-License-Identifier: Apache-2.0
using Slipway.Check;
using Slipway.Dockerfile;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Slipway.Fleet;

/// <summary>
/// Reads one YAML document into values with places. It works on the parser's events, so that depth, size and aliases are bounded
/// before anything is built of them.
/// </summary>
internal sealed class YamlReader
{
    private readonly SourceText _source;
    private readonly List<Diagnostic> _diagnostics;
    private readonly Parser _parser;
    private readonly Dictionary<string, Anchored> _anchors = new(StringComparer.Ordinal);
    private readonly HashSet<string> _open = new(StringComparer.Ordinal);
    private long _values;

    private readonly IReadOnlyCollection<string> _tags;

    private YamlReader(SourceText source, List<Diagnostic> diagnostics, IReadOnlyCollection<string> tags)
    {
        (_source, _diagnostics, _tags) = (source, diagnostics, tags);
        _parser = new Parser(new StringReader(source.Text));
    }

    /// <summary>The document's value, or null where there is none; every problem is added to <paramref name="diagnostics"/>.</summary>
    /// <param name="source">The text.</param>
    /// <param name="diagnostics">The problems.</param>
    /// <param name="tags">Tags that mean something to whoever asks; others are problems.</param>
    internal static YamlValue? Read(SourceText source, List<Diagnostic> diagnostics, params IReadOnlyCollection<string> tags)
    {
        var whole = new SourceSpan(0, source.Text.Length);
        if (source.IsTruncated || source.Text.Length > YamlLimits.Characters)
        {
            diagnostics.Add(Diagnostic.Error(source, new(0, 0), $"the file is larger than the {YamlLimits.Characters} characters that are read", "keep large texts in files of their own"));
            return null;
        }
        if (source.FindInvalidByte(whole) is { } invalid)
        {
            diagnostics.Add(Diagnostic.Error(source, new(invalid, 1), "this byte is not UTF-8", "save the file as UTF-8"));
            return null;
        }
        if (source.Text.AsSpan().IndexOf('\0') is >= 0 and var end)
        {
            diagnostics.Add(Diagnostic.Error(source, new(end, 1), "a NUL character ends the text for YAML", "take it out"));
            return null;
        }
        var reader = new YamlReader(source, diagnostics, tags);
        try
        {
            return reader.ReadDocument();
        }
        catch (YamlException e)
        {
            diagnostics.Add(YamlProblem.Describe(source, e));
            return null;
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException)
        {
            // The parser stumbles over its own tags where they are not what it expects.
            diagnostics.Add(YamlProblem.Describe(source, reader._parser.Current?.End ?? Mark.Empty, e));
            return null;
        }
        catch (YamlLimitException e)
        {
            diagnostics.Add(Diagnostic.Error(source, e.Span, e.Message, e.Help));
            return null;
        }
    }

    private YamlValue? ReadDocument()
    {
        _parser.Consume<StreamStart>();
        if (_parser.Accept<StreamEnd>(out _))
            return null;
        _parser.Consume<DocumentStart>();
        var value = ReadValue(0);
        _parser.Consume<DocumentEnd>();
        if (_parser.Accept<DocumentStart>(out var second))
            _diagnostics.Add(Diagnostic.Error(_source, YamlMark.Span(_source, second.Start, second.End), "a second document begins here", "a fleet file is one document"));
        return value;
    }

    private YamlValue ReadValue(int depth)
    {
        switch (_parser.Current)
        {
            case AnchorAlias alias:
                _parser.MoveNext();
                return Resolve(alias);
            case Scalar scalar:
                _parser.MoveNext();
                return ReadScalar(scalar);
            case SequenceStart start:
                return Keep(start, () => ReadList(start, depth));
            case MappingStart start:
                return Keep(start, () => ReadMap(start, depth));
            case var other:
                throw new YamlLimitException(other is null ? new(0, 0) : SpanOf(other), "a value is expected here", "write one, or take out what stands before it");
        }
    }

    private YamlScalar ReadScalar(Scalar scalar)
    {
        Count(1, SpanOf(scalar));
        CheckTag(scalar);
        if (scalar.Value.Contains('\0', StringComparison.Ordinal))
            _diagnostics.Add(Diagnostic.Error(_source, SpanOf(scalar), "this text holds a NUL character, which ends a text for Linux", "take it out"));
        var value = new YamlScalar(PlaceOf(scalar), scalar.Value, scalar.Style == ScalarStyle.Plain ? YamlQuoting.Plain : YamlQuoting.Quoted) { Tag = TagOf(scalar) };
        if (!scalar.Anchor.IsEmpty)
            _anchors[scalar.Anchor.Value] = new(value, 1);
        return value;
    }

    private YamlList ReadList(SequenceStart start, int depth)
    {
        Enter(start, depth);
        var items = new List<YamlValue>();
        while (_parser.Current is not SequenceEnd)
            items.Add(ReadValue(depth + 1));
        var end = _parser.Consume<SequenceEnd>();
        return new(new(_source, Cover(start, end, items.Count == 0 ? null : items[^1])), items) { Tag = TagOf(start) };
    }

    private YamlMap ReadMap(MappingStart start, int depth)
    {
        Enter(start, depth);
        var entries = new List<YamlEntry>();
        var merged = new List<YamlEntry>();
        while (_parser.Current is not MappingEnd)
        {
            var key = ReadValue(depth + 1);
            var value = ReadValue(depth + 1);
            if (key is not YamlScalar name)
                Report(key, $"a key is a text, not {key.Kind}", "write a name before the ':'; one that begins with '{' or '[' stands in quotes");
            else if (name.Text == "<<")
                merged.AddRange(MergedEntries(value));
            else if (entries.Find(entry => entry.Key.Text == name.Text) is { } first)
                Report(
                    name, $"'{name.Text}' is here twice",
                    $"it is first at line {_source.GetPosition(first.Key.Place.Span.Start).Line}; keep one of them");
            else
                entries.Add(new(name, value));
        }
        var end = _parser.Consume<MappingEnd>();
        // What '<<' brings in gives way to the map's own keys.
        entries.AddRange(merged.DistinctBy(entry => entry.Key.Text).Where(entry => entries.TrueForAll(own => own.Key.Text != entry.Key.Text)).ToList());
        return new(new(_source, Cover(start, end, entries.Count == 0 ? null : entries[^1].Value)), entries) { Tag = TagOf(start) };
    }

    private IEnumerable<YamlEntry> MergedEntries(YamlValue value)
    {
        switch (value)
        {
            case YamlMap map:
                return map.Entries;
            case YamlList list when list.Items.All(item => item is YamlMap):
                return list.Items.SelectMany(item => ((YamlMap)item).Entries);
            default:
                Report(value, $"'<<' takes a map or a list of maps, not {value.Kind}", "write an alias of a map, as in '<<: *name'");
                return [];
        }
    }

    private T Keep<T>(NodeEvent start, Func<T> read) where T : YamlValue
    {
        var name = start.Anchor.IsEmpty ? null : start.Anchor.Value;
        if (name is not null)
            _open.Add(name);
        var before = _values;
        var value = read();
        if (name is not null)
        {
            _open.Remove(name);
            _anchors[name] = new(value, _values - before);
        }
        return value;
    }

    private YamlValue Resolve(AnchorAlias alias)
    {
        var span = SpanOf(alias);
        var name = alias.Value.Value;
        if (_open.Contains(name))
            throw new YamlLimitException(span, $"the alias '*{name}' names a value that it is part of", "write the value out");
        if (!_anchors.TryGetValue(name, out var anchored))
            throw new YamlLimitException(span, $"no anchor '&{name}' stands before this alias", Choice.Help(name, _anchors.Keys, "anchors before it"));
        Count(anchored.Values, span);
        return anchored.Value;
    }

    private void Enter(NodeEvent start, int depth)
    {
        if (depth >= YamlLimits.Depth)
            throw new YamlLimitException(SpanOf(start), $"lists and maps stand more than {YamlLimits.Depth} deep here", "nothing in a fleet file is that deep; take levels out");
        Count(1, SpanOf(start));
        CheckTag(start);
        _parser.MoveNext();
    }

    private void Count(long values, SourceSpan span)
    {
        _values += values;
        if (_values > YamlLimits.Values)
            throw new YamlLimitException(
                span, $"the file holds more than {YamlLimits.Values} values, those counted again that an alias repeats",
                "write the values out, or repeat less by aliases");
    }

    private string? TagOf(NodeEvent node) => !node.Tag.IsEmpty && !node.Tag.IsNonSpecific && _tags.Contains(node.Tag.Value) ? node.Tag.Value : null;

    private void CheckTag(NodeEvent node)
    {
        if (TagOf(node) is null && !node.Tag.IsEmpty && !node.Tag.IsNonSpecific && node.Tag.Value is not ("tag:yaml.org,2002:str" or "tag:yaml.org,2002:map" or "tag:yaml.org,2002:seq"))
            _diagnostics.Add(Diagnostic.Error(_source, SpanOf(node), $"the tag '{node.Tag.Value}' means nothing here", "leave it out"));
    }

    private void Report(YamlValue value, string message, string? help = null) => _diagnostics.Add(Diagnostic.Error(_source, value.Place.Span, message, help));

    private SourceSpan SpanOf(ParsingEvent parsed) => YamlMark.Span(_source, parsed.Start, parsed.End);

    private SourcePlace PlaceOf(ParsingEvent parsed) => new(_source, SpanOf(parsed));

    // A block collection ends, for the parser, where the next thing begins; for people it ends with its last value.
    private SourceSpan Cover(ParsingEvent start, ParsingEvent end, YamlValue? last)
    {
        var from = YamlMark.Span(_source, start.Start, start.End).Start;
        var isFlow = start is SequenceStart { Style: SequenceStyle.Flow } or MappingStart { Style: MappingStyle.Flow };
        var to = isFlow || last is null ? YamlMark.Span(_source, end.Start, end.End).End : last.Place.Span.End;
        return SourceSpan.FromBounds(from, Math.Max(from, to));
    }

    private sealed record Anchored(YamlValue Value, long Values);
}
