// SPDX-License-Identifier: Apache-2.0
using System.Text;

namespace Slipway.Packages;

/// <summary>The keys whose signature of a source counts, as files that gpgv reads.</summary>
internal sealed class AptKeys : IDisposable
{
    private const string DebianRing = "/usr/share/keyrings/debian-archive-keyring.gpg";
    private const string ArmorStart = "-----BEGIN PGP PUBLIC KEY BLOCK-----";
    private const int MaxKeySize = 4 * 1024 * 1024;
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("slipway-keys-");
    private readonly List<string> _rings = [];

    private AptKeys()
    {
    }

    /// <summary>The key rings.</summary>
    public IReadOnlyList<string> Rings => _rings;

    /// <summary>The fingerprints that count alone; every key of the rings does where there is none.</summary>
    public IReadOnlyList<string> Fingerprints { get; private init; } = [];

    /// <summary>The keys of a source: those it names, else those that apt trusts generally, else Debian's.</summary>
    /// <param name="source">The source.</param>
    /// <param name="aptFolder">The folder of apt's settings.</param>
    /// <exception cref="BaseImageException">A key it names isn't there or is none, or there are none at all.</exception>
    public static AptKeys Of(AptSource source, string aptFolder)
    {
        var text = source.SignedBy?.Trim() ?? "";
        var words = text.Split([' ', '\t', '\n', ','], StringSplitOptions.RemoveEmptyEntries);
        var isBlock = text.Contains(ArmorStart, StringComparison.Ordinal);
        var prints = isBlock ? [] : words.Select(static word => word.TrimEnd('!')).Where(static word => word.Length is 40 or 64 && word.All(char.IsAsciiHexDigit)).ToList();
        var keys = new AptKeys { Fingerprints = [.. prints.Select(static print => print.ToUpperInvariant())] };
        try
        {
            if (isBlock)
                keys.Add(Encoding.UTF8.GetBytes(Unfolded(text)), $"the key of '{source.Shown}'");
            else if (words.Length > prints.Count)
                keys.AddNamed(source, words.Where(static word => word.Contains('/', StringComparison.Ordinal)));
            else
                keys.AddTrusted(aptFolder);
            return keys._rings.Count > 0 ? keys : throw new BaseImageException(
                $"No key is known whose signature of '{source.Shown}' would count. Name one in its source (Signed-By), or install Debian's: apt-get install debian-archive-keyring");
        }
        catch
        {
            keys.Dispose();
            throw;
        }
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private void AddNamed(AptSource source, IEnumerable<string> paths)
    {
        foreach (var path in paths)
        {
            if (!File.Exists(path))
                throw new BaseImageException($"The key '{path}' that the source '{source.Shown}' is signed by isn't there.");
            Add(path);
        }
    }

    private void AddTrusted(string aptFolder)
    {
        var parts = Path.Combine(aptFolder, "trusted.gpg.d");
        var files = Directory.Exists(parts) ? Directory.EnumerateFiles(parts).Order(StringComparer.Ordinal) : Enumerable.Empty<string>();
        foreach (var path in files.Append(Path.Combine(aptFolder, "trusted.gpg")).Where(static path => Path.GetExtension(path) is ".gpg" or ".asc" && File.Exists(path)))
            Add(path);
        if (_rings.Count == 0 && File.Exists(DebianRing))
            Add(DebianRing);
    }

    private void Add(string path)
    {
        if (new FileInfo(path).Length > MaxKeySize)
            throw new BaseImageException($"The key '{path}' is larger than the {MaxKeySize} bytes that are read of one.");
        Add(File.ReadAllBytes(path), path);
    }

    // gpgv reads rings and no armour.
    private void Add(byte[] content, string shown)
    {
        var head = Encoding.ASCII.GetString(content.AsSpan(0, Math.Min(content.Length, 8192)));
        var ring = head.Contains(ArmorStart, StringComparison.Ordinal) ? WithoutArmour(Encoding.ASCII.GetString(content), shown) : content;
        if (ring.Length == 0)
            return; // an empty ring is one without keys
        var path = Path.Combine(_folder.FullName, $"{_rings.Count}.gpg");
        File.WriteAllBytes(path, ring);
        _rings.Add(path);
    }

    // RFC 4880, 6.2: headers, an empty line, base64, a checksum after '='. A file may hold several blocks.
    private static byte[] WithoutArmour(string text, string shown)
    {
        var ring = new MemoryStream();
        try
        {
            foreach (var block in text.ReplaceLineEndings("\n").Split(ArmorStart).Skip(1))
            {
                var body = block[..(block.IndexOf("-----END", StringComparison.Ordinal) is >= 0 and var end ? end : block.Length)];
                var lines = body[(body.IndexOf("\n\n", StringComparison.Ordinal) + 2)..].Split('\n', StringSplitOptions.TrimEntries);
                ring.Write(Convert.FromBase64String(string.Concat(lines.Where(static line => line.Length > 0 && line[0] != '='))));
            }
        }
        catch (FormatException e)
        {
            throw new BaseImageException($"'{shown}' is not a public key in ASCII armour: {e.Message}", e);
        }
        return ring.ToArray();
    }

    // In a field, every line begins with a blank and an empty one is a dot.
    private static string Unfolded(string text) =>
        string.Join('\n', text.Split('\n').Select(static line => line.Trim()).Select(static line => line == "." ? "" : line));
}
