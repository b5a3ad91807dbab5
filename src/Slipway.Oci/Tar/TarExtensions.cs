// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using System.Text;
using Slipway.Native;

namespace Slipway.Oci.Tar;

/// <summary>What extension headers say of the entry that follows: PAX records (global ones until taken back) and GNU's long names.</summary>
internal sealed class TarExtensions
{
    private readonly Dictionary<string, ReadOnlyMemory<byte>> _global = new(StringComparer.Ordinal);
    private List<PaxRecord> _own = [];
    private long _globalSize;
    private Dictionary<string, ReadOnlyMemory<byte>> _merged = new(StringComparer.Ordinal);

    /// <summary>How many bytes of extension headers the entry has, against the limit. Global records count for every entry, so that many headers
    /// cannot pile them up.</summary>
    internal long Size { get; set; }

    /// <summary>Whether an extension header was read that still waits for its entry.</summary>
    internal bool Pending { get; private set; }

    private string? LongName { get; set; }

    private string? LongLink { get; set; }

    internal void AddGlobal(List<PaxRecord> records)
    {
        foreach (var record in records)
        {
            if (record.Value.IsEmpty)
                _global.Remove(record.Key);
            else
                _global[record.Key] = record.Value;
        }
        _globalSize = _global.Sum(record => (long)record.Key.Length + record.Value.Length);
    }

    internal void AddLocal(List<PaxRecord> records)
    {
        _own.AddRange(records);
        Pending = true;
    }

    internal void SetLongName(string name) => (LongName, Pending) = (name, true);

    internal void SetLongLink(string name) => (LongLink, Pending) = (name, true);

    /// <summary>Lets the entry's own records win over global ones. Called once before the entry is made.</summary>
    internal void Merge()
    {
        _merged = new(_global, StringComparer.Ordinal);
        foreach (var record in _own)
        {
            if (record.Value.IsEmpty && !record.Key.StartsWith(TarFormat.AttributePrefix, StringComparison.Ordinal))
                _merged.Remove(record.Key);
            else
                _merged[record.Key] = record.Value;
        }
    }

    /// <summary>Forgets what was for one entry alone.</summary>
    internal void Reset()
    {
        (LongName, LongLink, Pending, Size) = (null, null, false, _globalSize);
        if (_own.Count > 0)
            _own = [];
        if (_merged.Count > 0)
            _merged = new(StringComparer.Ordinal);
    }

    internal string Name(string inHeader) => TakeText("GNU.sparse.name") is { } sparse
        ? Drop("path", sparse)
        : TakeText("path") ?? LongName ?? inHeader;

    internal string LinkName(string inHeader) => TakeText("linkpath") ?? LongLink ?? inHeader;

    /// <summary>The text of a record that has a property of its own, which is then no longer among <see cref="Rest"/>.</summary>
    internal string? TakeText(string key)
    {
        if (!_merged.Remove(key, out var value))
            return null;
        if (value.Span.Contains((byte)0))
            throw new TarFieldException($"the PAX record '{key}' holds a NUL", "a text without one", $"bytes {Convert.ToHexStringLower(value.Span[..Math.Min(value.Length, 100)])}");
        return UnixText.Decode(value.Span);
    }

    internal long? TakeNumber(string key) => TakeText(key) switch
    {
        null => null,
        var text when long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) => number,
        var text => throw new TarFieldException($"the PAX record '{key}' is no number", "decimal digits", $"'{text}'"),
    };

    internal uint? TakeId(string key) => TakeNumber(key) switch
    {
        null => null,
        <= uint.MaxValue and var id => (uint)id,
        var id => throw new TarFieldException($"the PAX record '{key}' is out of range", "0 to 4294967295", $"{id}"),
    };

    internal UnixTime? TakeTime(string key) => TakeText(key) switch
    {
        null => null,
        var text when TryParseTime(text, out var time) => time,
        var text => throw new TarFieldException($"the PAX record '{key}' is no time", "decimal seconds", $"'{text}'"),
    };

    /// <summary>The entry's extended attributes, which are then no longer among <see cref="Rest"/>.</summary>
    internal Dictionary<string, ReadOnlyMemory<byte>> TakeAttributes()
    {
        var attributes = new Dictionary<string, ReadOnlyMemory<byte>>(StringComparer.Ordinal);
        foreach (var key in _merged.Keys.Where(key => key.StartsWith(TarFormat.AttributePrefix, StringComparison.Ordinal)).ToArray())
        {
            _merged.Remove(key, out var value);
            attributes[TarAttributeName.Decode(key[TarFormat.AttributePrefix.Length..])] = value;
        }
        return attributes;
    }

    /// <summary>The offsets and lengths of PAX sparse format 0.0, which repeats its records, in their order; null without them.</summary>
    internal List<long>? TakeRepeatedSparseMap()
    {
        var numbers = _own.Where(record => record.Key is "GNU.sparse.offset" or "GNU.sparse.numbytes").ToList();
        if (numbers.Count == 0)
            return null;
        _merged.Remove("GNU.sparse.offset");
        _merged.Remove("GNU.sparse.numbytes");
        for (var i = 0; i < numbers.Count; i++)
        {
            if (numbers[i].Key != (i % 2 == 0 ? "GNU.sparse.offset" : "GNU.sparse.numbytes"))
                throw new TarFieldException("the sparse map is out of step", "offset and numbytes in turn", $"'{numbers[i].Key}'");
        }
        return numbers.ConvertAll(record => long.TryParse(Encoding.ASCII.GetString(record.Value.Span), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw new TarFieldException($"the PAX record '{record.Key}' is no number", "decimal digits", $"'{UnixText.Decode(record.Value.Span)}'"));
    }

    /// <summary>The records that nothing took.</summary>
    internal Dictionary<string, ReadOnlyMemory<byte>> Rest() => new(_merged, StringComparer.Ordinal);

    private string Drop(string key, string value)
    {
        _merged.Remove(key);
        return value;
    }

    private static bool TryParseTime(string text, out UnixTime time)
    {
        time = default;
        var negative = text.StartsWith('-');
        var point = text.IndexOf('.', StringComparison.Ordinal);
        var whole = text.AsSpan(negative ? 1 : 0, (point < 0 ? text.Length : point) - (negative ? 1 : 0));
        var fraction = point < 0 ? "" : text[(point + 1)..];
        if (!long.TryParse(whole, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) || fraction.AsSpan().ContainsAnyExceptInRange('0', '9'))
            return false;
        var nanoseconds = fraction.Length == 0 ? 0 : uint.Parse(fraction.PadRight(9, '0').AsSpan(0, 9), CultureInfo.InvariantCulture);
        time = !negative ? new(seconds, nanoseconds)
            : nanoseconds == 0 ? new(-seconds)
            : new(-seconds - 1, 1_000_000_000 - nanoseconds);
        return true;
    }
}
