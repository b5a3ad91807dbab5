// SPDX-License-Identifier: Apache-2.0
using System.Text.RegularExpressions;

namespace Slipway.Fleet;

/// <summary>A name of targets as people write it: <c>app</c>, or <c>app(backend=redis)</c> for those with this value on this axis.</summary>
/// <param name="Name">An image, a target or a group; with wildcards all that match.</param>
/// <param name="Axes">Values that the targets have, with wildcards or without; empty asks for nothing.</param>
public sealed partial record TargetSelector(string Name, IReadOnlyList<AxisValue> Axes)
{
    [GeneratedRegex(@"\A([^()\s,=]+)(?:\(([^()]*)\))?\z", RegexOptions.CultureInvariant)]
    private static partial Regex Grammar();

    /// <summary>Reads a selector; null if the text is none.</summary>
    public static TargetSelector? Parse(string text)
    {
        if (Grammar().Match(text) is not { Success: true } match)
            return null;
        var axes = new List<AxisValue>();
        foreach (var pair in match.Groups[2].Success ? match.Groups[2].Value.Split(',') : [])
        {
            var equals = pair.IndexOf('=', StringComparison.Ordinal);
            if (equals <= 0 || equals == pair.Length - 1)
                return null;
            axes.Add(new(pair[..equals].Trim(), pair[(equals + 1)..].Trim()));
        }
        return new(match.Groups[1].Value, axes);
    }

    /// <summary>Whether a target has the values.</summary>
    public bool Covers(FleetTarget target) => Axes.All(wanted => target.Axes.Any(axis => axis.Axis == wanted.Axis && TargetPattern.Matches(wanted.Value, axis.Value)));
}
