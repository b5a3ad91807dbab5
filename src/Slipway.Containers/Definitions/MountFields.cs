// SPDX-License-Identifier: Apache-2.0
using System.Globalization;

namespace Slipway.Containers;

/// <summary>The fields of a mount's text, <c>name=value,flag,…</c>, each taken once; what nobody takes is refused by name.</summary>
internal sealed class MountFields
{
    private const int MaxMode = 0xFFF;

    private readonly string _text;
    private readonly Dictionary<string, string?> _fields = new(StringComparer.Ordinal);

    internal MountFields(string text)
    {
        _text = text;
        foreach (var field in text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            var parts = field.Split('=', 2);
            if (!_fields.TryAdd(parts[0], parts.Length > 1 ? parts[1] : null))
                throw new FormatException($"'{parts[0]}' stands twice in '{text}'.");
        }
    }

    /// <summary>The value of the first of some names that is there.</summary>
    internal string? Take(params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            if (_fields.Remove(name, out var value))
                return value ?? throw new FormatException($"'{name}' in '{_text}' has no value; expected {name}=….");
        }
        return null;
    }

    /// <summary>Whether one of some flags is there and isn't false.</summary>
    internal bool TakeFlag(params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            if (_fields.Remove(name, out var value))
            {
                return value is null or "true" or "1"
                    || (value is "false" or "0" ? false : throw new FormatException($"'{name}' in '{_text}' is true or false, not '{value}'."));
            }
        }
        return false;
    }

    /// <summary>A size in bytes, with k, m or g for powers of 1024.</summary>
    internal long? TakeSize(string name)
    {
        if (Take(name) is not { Length: > 0 } text)
            return null;
        var shift = char.ToLowerInvariant(text[^1]) switch { 'k' => 10, 'm' => 20, 'g' => 30, _ => 0 };
        return long.TryParse(shift == 0 ? text : text[..^1], NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0 && number <= long.MaxValue >> shift
            ? number << shift
            : throw new FormatException($"'{text}' in '{_text}' is no size; expected bytes, or a number with k, m or g.");
    }

    /// <summary>Permission bits, in octal.</summary>
    internal int? TakeMode(string name)
    {
        if (Take(name) is not { } text)
            return null;
        try
        {
            return Convert.ToInt32(text, 8) is >= 0 and <= MaxMode and var mode ? mode : throw new FormatException();
        }
        catch (Exception problem) when (problem is FormatException or OverflowException or ArgumentException)
        {
            throw new FormatException($"'{text}' in '{_text}' is no mode; expected octal digits, such as 1777.", problem);
        }
    }

    internal void RequireNone()
    {
        if (_fields.Keys.FirstOrDefault() is { } name)
            throw new FormatException($"'{name}' in '{_text}' is not supported.");
    }
}
