// SPDX-License-Identifier: Apache-2.0
using System.Text;
using System.Text.RegularExpressions;
using Slipway.Native;

namespace Slipway.Fleet;

/// <summary>Reads <c>.env</c> files: NAME=VALUE lines, with <c>export</c> before them, quotes around values and comments behind them.</summary>
internal static partial class DotEnv
{
    private const int MaxBytes = 1024 * 1024;

    [GeneratedRegex("""^[ \t]*(?:export[ \t]+)?(?<name>[A-Za-z_][A-Za-z0-9_.-]*)[ \t]*[=:][ \t]*(?:'(?<single>[^']*)'|"(?<double>(?:[^"\\]|\\.)*)"|(?<plain>[^\r\n]*?))[ \t]*(?:(?<=\s|["'])#[^\r\n]*)?\r?$""", RegexOptions.Multiline | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Lines();

    [GeneratedRegex(@"\$(?:\{(?<name>\w+)(?::?-(?<word>[^}]*))?\}|(?<name>[A-Za-z_]\w*))", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Variables();

    /// <summary>The variables of a folder's <c>.env</c>; none where there is no such file.</summary>
    internal static IReadOnlyDictionary<string, string> Read(string folder, Func<string, string?> environment) =>
        Path.Combine(folder, ".env") is var path && File.Exists(path) ? ReadFile(path, environment) : new Dictionary<string, string>();

    /// <summary>The variables of a file that is there.</summary>
    /// <param name="path">The file.</param>
    /// <param name="environment">Values for what stands in it as <c>$NAME</c>.</param>
    internal static IReadOnlyDictionary<string, string> ReadFile(string path, Func<string, string?> environment)
    {
        var found = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (Match line in Lines().Matches(Encoding.UTF8.GetString(LinuxFile.ReadAll(path, MaxBytes))))
        {
            var groups = line.Groups;
            string Fill(string text) => Variables().Replace(text, match =>
                environment(match.Groups["name"].Value) ?? found.GetValueOrDefault(match.Groups["name"].Value) ?? match.Groups["word"].Value);
            found[groups["name"].Value] = groups["single"].Success ? groups["single"].Value
                : groups["double"].Success ? Fill(Unescape(groups["double"].Value)) : Fill(groups["plain"].Value.TrimEnd());
        }
        return found;
    }

    private static string Unescape(string text) => text.Replace("\\n", "\n", StringComparison.Ordinal).Replace("\\r", "\r", StringComparison.Ordinal).Replace("\\t", "\t", StringComparison.Ordinal)
        .Replace("\\\"", "\"", StringComparison.Ordinal).Replace("\\\\", "\\", StringComparison.Ordinal);
}
