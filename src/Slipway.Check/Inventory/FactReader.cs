// SPDX-License-Identifier: Apache-2.0
using System.Text;
using System.Text.Json;

namespace Slipway.Check;

/// <summary>Reads the files that matter for their content. Whatever they hold, it ends, and what is kept is bounded.</summary>
internal static class FactReader
{
    private const int MostPackages = 200_000;
    private const int LongestText = 512;

    /// <summary>The most bytes that are read of a file: of databases, of which a full Debian's has about 5 MB, and of a single package's.</summary>
    internal static int MaxBytes(FactKind kind) => kind is FactKind.Npm or FactKind.Python ? 4 * 1024 * 1024 : 32 * 1024 * 1024;

    internal static FileFacts Read(FactKind kind, ReadOnlySpan<byte> content) => kind switch
    {
        FactKind.Dpkg => ReadDpkg(content),
        FactKind.Apk => ReadApk(content),
        FactKind.Npm => ReadNpm(content),
        FactKind.Python => ReadPython(content),
        _ => new() { Text = Encoding.UTF8.GetString(content) },
    };

    /// <summary>The packages of dpkg's stanzas whose files are there: all but those that are removed.</summary>
    private static FileFacts ReadDpkg(ReadOnlySpan<byte> content) => ReadStanzas(content, static (line, stanza) =>
    {
        if (Field(line, "Package:") is { } package)
            stanza.Name = package;
        else if (Field(line, "Version:") is { } version)
            stanza.Version = version;
        else if (Field(line, "Status:") is { } state)
            stanza.IsGone = state.EndsWith(" not-installed", StringComparison.Ordinal) || state.EndsWith(" config-files", StringComparison.Ordinal);
    });

    /// <summary>The packages of apk's database: a letter, a colon and a value on each line.</summary>
    private static FileFacts ReadApk(ReadOnlySpan<byte> content) => ReadStanzas(content, static (line, stanza) =>
    {
        if (line.StartsWith("P:", StringComparison.Ordinal))
            stanza.Name = line[2..].Trim().ToString();
        else if (line.StartsWith("V:", StringComparison.Ordinal))
            stanza.Version = line[2..].Trim().ToString();
    });

    private static FileFacts ReadStanzas(ReadOnlySpan<byte> content, Action<ReadOnlySpan<char>, Stanza> read)
    {
        if (content.Contains((byte)0))
            return new() { Packages = [], Problem = "it is no text" };
        var packages = new List<RecordedPackage>();
        var stanza = new Stanza();
        var text = Encoding.UTF8.GetString(content).AsSpan();
        foreach (var range in text.Split('\n'))
        {
            var line = text[range].TrimEnd('\r');
            if (line.IsEmpty)
                Close();
            else
                read(line, stanza);
        }
        Close();
        return packages.Count > MostPackages
            ? new() { Packages = [], Problem = $"it records more than the {MostPackages} packages that are read" }
            : new() { Packages = packages };

        void Close()
        {
            if (stanza is { Name.Length: > 0 and <= LongestText, IsGone: false } && packages.Count <= MostPackages)
                packages.Add(new(stanza.Name, Short(stanza.Version)));
            stanza = new();
        }
    }

    private static FileFacts ReadNpm(ReadOnlySpan<byte> content)
    {
        var json = content.StartsWith(Encoding.UTF8.Preamble) ? content[Encoding.UTF8.Preamble.Length..] : content;
        string name = "", version = "";
        try
        {
            var reader = new Utf8JsonReader(json);
            while (reader.Read())
            {
                if (reader.TokenType != JsonTokenType.PropertyName || reader.CurrentDepth != 1)
                    continue;
                var (isName, isVersion) = (reader.ValueTextEquals("name"), reader.ValueTextEquals("version"));
                reader.Read();
                if (reader.TokenType == JsonTokenType.String && isName)
                    name = reader.GetString()!;
                else if (reader.TokenType == JsonTokenType.String && isVersion)
                    version = reader.GetString()!;
            }
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // A broken package.json still stands for a package, by the name of its folder.
            return new() { Packages = [new("", "")] };
        }
        return new() { Packages = [new(Short(name), Short(version))] };
    }

    /// <summary>The name and version of a Python package: the headers of its metadata, which end at the first empty line.</summary>
    private static FileFacts ReadPython(ReadOnlySpan<byte> content)
    {
        string name = "", version = "";
        var text = Encoding.UTF8.GetString(content).AsSpan();
        foreach (var range in text.Split('\n'))
        {
            var line = text[range].TrimEnd('\r');
            if (line.IsEmpty)
                break;
            if (name.Length == 0 && Field(line, "Name:") is { } own)
                name = own;
            else if (version.Length == 0 && Field(line, "Version:") is { } release)
                version = release;
        }
        return new() { Packages = [new(Short(name), Short(version))] };
    }

    private static string? Field(ReadOnlySpan<char> line, string name) =>
        line.StartsWith(name, StringComparison.OrdinalIgnoreCase) ? line[name.Length..].Trim().ToString() : null;

    // What is longer is no name and no version of anything.
    private static string Short(string text) => text.Length <= LongestText ? text : "";

    private sealed class Stanza
    {
        internal string Name { get; set; } = "";

        internal string Version { get; set; } = "";

        internal bool IsGone { get; set; }
    }
}
