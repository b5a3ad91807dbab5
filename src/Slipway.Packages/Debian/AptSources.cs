// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Packages;

/// <summary>Reads where this machine's apt gets its packages from (sources.list(5)), in both of the forms that there are.</summary>
internal static class AptSources
{
    /// <summary>Where Debian itself says packages are.</summary>
    public static IReadOnlyList<AptSource> DefaultsFor(DebianSuite suite) =>
        [.. suite.Parts.Select(static part => new AptSource(
            part.EndsWith("-security", StringComparison.Ordinal) ? "http://deb.debian.org/debian-security" : "http://deb.debian.org/debian", part))];

    /// <summary>The sources in a folder of apt's settings, in the order in which apt reads them; none where there is no such folder.</summary>
    /// <param name="folder">The folder, <c>/etc/apt</c>.</param>
    public static IEnumerable<AptSource> Read(string folder)
    {
        var list = Path.Combine(folder, "sources.list");
        var parts = Path.Combine(folder, "sources.list.d");
        var files = (File.Exists(list) ? [list] : Enumerable.Empty<string>())
            .Concat(Directory.Exists(parts) ? Directory.EnumerateFiles(parts).Order(StringComparer.Ordinal) : []);
        return files.SelectMany(static path => Path.GetExtension(path) switch
        {
            ".list" => ParseLines(File.ReadAllText(path)),
            ".sources" => ParseStanzas(File.ReadAllText(path)),
            _ => [],
        });
    }

    /// <summary>Reads the form of a line each: <c>deb [option=value…] URI suite component…</c>.</summary>
    public static IEnumerable<AptSource> ParseLines(string text)
    {
        foreach (var line in text.Split('\n'))
        {
            var rest = line.Split('#')[0].Trim();
            if (!rest.StartsWith("deb ", StringComparison.Ordinal) && !rest.StartsWith("deb\t", StringComparison.Ordinal))
                continue;
            rest = rest[4..].TrimStart();
            var options = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
            if (rest is ['[', ..] && rest.IndexOf(']', StringComparison.Ordinal) is > 0 and var end)
            {
                foreach (var option in Words(rest[1..end]).Select(static word => word.Split('=', 2)).Where(static pair => pair.Length == 2))
                    options[option[0].TrimEnd('+')] = option[1];
                rest = rest[(end + 1)..];
            }
            if (Words(rest) is [var uri, var suite, .. var components])
                yield return Create(uri, suite, components, options.GetValueOrDefault("signed-by"), options.GetValueOrDefault("trusted"));
        }
    }

    /// <summary>Reads the form of fields, RFC 822's.</summary>
    public static IEnumerable<AptSource> ParseStanzas(string text)
    {
        foreach (var fields in DebianFields.ParseAll(text))
        {
            if (!Words(fields.GetValueOrDefault("Types")).Contains("deb") || fields.GetValueOrDefault("Enabled") is { } enabled && IsNo(enabled))
                continue;
            foreach (var uri in Words(fields.GetValueOrDefault("URIs")))
            {
                foreach (var suite in Words(fields.GetValueOrDefault("Suites")))
                    yield return Create(uri, suite, Words(fields.GetValueOrDefault("Components")), fields.GetValueOrDefault("Signed-By"), fields.GetValueOrDefault("Trusted"));
            }
        }
    }

    private static AptSource Create(string uri, string suite, IReadOnlyList<string> components, string? signedBy, string? trusted) => new(uri.TrimEnd('/'), suite.TrimEnd('/'))
    {
        Components = components,
        SignedBy = signedBy,
        IsTrusted = trusted is not null && !IsNo(trusted),
    };

    private static string[] Words(string? text) => (text ?? "").Split([' ', '\t', '\n'], StringSplitOptions.RemoveEmptyEntries);

    private static bool IsNo(string word) => word.Trim().ToLowerInvariant() is "no" or "false" or "0" or "off" or "without" or "disable";
}
