// SPDX-License-Identifier: Apache-2.0
using System.Text;

namespace Slipway.Packages;

/// <summary>Reads Debian's control format (deb822(5)): stanzas of <c>Field: value</c>, values going on in lines that begin with a blank.</summary>
internal static class DebianFields
{
    /// <summary>The stanzas of a text, each its fields by name in any case; lines of comments are passed over.</summary>
    public static IEnumerable<IReadOnlyDictionary<string, string>> ParseAll(string text)
    {
        Dictionary<string, string>? fields = null;
        string? name = null;
        var value = new StringBuilder();
        void Complete()
        {
            if (fields is not null && name is not null)
                fields[name] = value.ToString();
            name = null;
        }

        foreach (var raw in text.Split('\n'))
        {
            var line = raw.TrimEnd();
            if (line.StartsWith('#'))
                continue;
            if (line.Length == 0)
            {
                Complete();
                if (fields is not null)
                    yield return fields;
                fields = null;
            }
            else if (line[0] is ' ' or '\t')
            {
                value.Append('\n').Append(line);
            }
            else if (line.IndexOf(':', StringComparison.Ordinal) is > 0 and var colon)
            {
                Complete();
                fields ??= new(StringComparer.OrdinalIgnoreCase);
                name = line[..colon];
                value.Clear().Append(line.AsSpan(colon + 1).Trim());
            }
        }
        Complete();
        if (fields is not null)
            yield return fields;
    }
}
