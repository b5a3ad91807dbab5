// SPDX-License-Identifier: Apache-2.0
using System.Text;
using System.Text.Json;

namespace Slipway.Check;

/// <summary>Reads the files that matter for their content.</summary>
internal static class FactReader
{
    /// <summary>The most bytes that are read of a file; a full Debian's status has about 5 MB.</summary>
    internal const int MaxBytes = 32 * 1024 * 1024;

    internal static FileFacts Read(FactKind kind, ReadOnlySpan<byte> content) => kind switch
    {
        FactKind.Dpkg => new() { Packages = ReadDpkg(content) },
        FactKind.Npm => ReadNpm(content),
        _ => new() { Text = Encoding.UTF8.GetString(content) },
    };

    /// <summary>The packages of dpkg's stanzas whose files are there: all but those that are removed.</summary>
    private static List<RecordedPackage> ReadDpkg(ReadOnlySpan<byte> content)
    {
        var packages = new List<RecordedPackage>();
        string name = "", version = "", status = "";
        foreach (var line in Encoding.UTF8.GetString(content).AsSpan().EnumerateLines())
        {
            if (line.IsEmpty)
                Close();
            else if (Field(line, "Package:") is { } package)
                name = package;
            else if (Field(line, "Version:") is { } own)
                version = own;
            else if (Field(line, "Status:") is { } state)
                status = state;
        }
        Close();
        return packages;

        void Close()
        {
            if (name.Length > 0 && !status.EndsWith(" not-installed", StringComparison.Ordinal) && !status.EndsWith(" config-files", StringComparison.Ordinal))
                packages.Add(new(name, version));
            (name, version, status) = ("", "", "");
        }
    }

    private static string? Field(ReadOnlySpan<char> line, string name) =>
        line.StartsWith(name, StringComparison.OrdinalIgnoreCase) ? line[name.Length..].Trim().ToString() : null;

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
        return new() { Packages = [new(name, version)] };
    }
}
