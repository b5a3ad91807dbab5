// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using System.Text;

namespace Slipway.Fleet;

/// <summary>Names for a fleet's targets where only letters, digits and hyphens may stand: <c>openhqm(backend=redis)</c> is <c>openhqm-redis</c>.</summary>
internal static class TargetNames
{
    // What DNS, and Kubernetes with it, allows a name.
    private const int MaxLength = 63;

    /// <summary>A name for each target, no two the same.</summary>
    internal static IReadOnlyDictionary<string, string> Of(IEnumerable<FleetTarget> targets)
    {
        var names = new Dictionary<string, string>(StringComparer.Ordinal);
        var taken = new HashSet<string>(StringComparer.Ordinal);
        foreach (var target in targets)
        {
            var isNamed = target.Name != target.Image.Name.Value && !target.Name.Contains('(', StringComparison.Ordinal);
            var wanted = Clean(isNamed || target.Axes.Count == 0 ? target.Name : string.Join('-', [target.Image.Name.Value, .. target.Axes.Select(static axis => axis.Value)]));
            var name = wanted;
            for (var number = 2; !taken.Add(name); number++)
            {
                var end = string.Create(CultureInfo.InvariantCulture, $"-{number}");
                name = wanted[..Math.Min(wanted.Length, MaxLength - end.Length)] + end;
            }
            names[target.Name] = name;
        }
        return names;
    }

    /// <summary>The text in small letters, digits and hyphens, with a letter at its beginning.</summary>
    internal static string Clean(string text)
    {
        var name = new StringBuilder();
        foreach (var letter in text)
        {
            if (char.IsAsciiLetterOrDigit(letter))
                name.Append(char.ToLowerInvariant(letter));
            else if (name.Length > 0 && name[^1] != '-')
                name.Append('-');
        }
        var clean = name.ToString().Trim('-');
        if (clean.Length == 0 || !char.IsAsciiLetter(clean[0]))
            clean = $"app-{clean}";
        return clean[..Math.Min(clean.Length, MaxLength)].Trim('-');
    }
}
