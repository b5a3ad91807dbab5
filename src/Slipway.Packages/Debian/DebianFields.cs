// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Packages;

/// <summary>Reads Debian's control format (deb822(5)): stanzas of <c>Field: value</c>, values going on in lines that begin with a blank.</summary>
internal static class DebianFields
{
    /// <summary>The stanzas of a text, each its fields by name in any case; lines of comments are passed over.</summary>
    public static IEnumerable<IReadOnlyDictionary<string, string>> ParseAll(string text)
    {
        Dictionary<string, string>? fields = null;
        string? name = null;
        foreach (var raw in text.Split('\n'))
        {
            var line = raw.TrimEnd();
            if (line.StartsWith('#'))
                continue;
            if (line.Length == 0)
            {
                if (fields is not null)
                    yield return fields;
                (fields, name) = (null, null);
            }
            else if (line[0] is ' ' or '\t')
            {
                if (fields is not null && name is not null)
                    fields[name] += $"\n{line}";
            }
            else if (line.IndexOf(':', StringComparison.Ordinal) is > 0 and var colon)
            {
                fields ??= new(StringComparer.OrdinalIgnoreCase);
                name = line[..colon];
                fields[name] = line[(colon + 1)..].Trim();
            }
        }
        if (fields is not null)
            yield return fields;
    }
}
