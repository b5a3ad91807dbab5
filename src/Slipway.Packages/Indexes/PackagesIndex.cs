// SPDX-License-Identifier: Apache-2.0
using System.Text;
using Slipway.Oci;

namespace Slipway.Packages;

/// <summary>
/// One <c>Packages</c> file of a mirror. There are tens of thousands of packages in it and few are wanted: it is kept as the bytes it is, with the place of
/// each name, and a stanza is read when it is asked for.
/// </summary>
internal sealed class PackagesIndex
{
    private readonly ReadOnlyMemory<byte> _text;
    private readonly string _base;
    private readonly string _architecture;
    private readonly Dictionary<string, List<Range>> _packages = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<string>> _providers = new(StringComparer.Ordinal);

    /// <summary>Reads where everything is.</summary>
    /// <param name="text">The file.</param>
    /// <param name="address">The mirror that its paths are below, without a slash at its end.</param>
    /// <param name="architecture">The architecture that packages are wanted for.</param>
    /// <exception cref="FormatException">A stanza is none.</exception>
    public PackagesIndex(ReadOnlyMemory<byte> text, string address, string architecture)
    {
        (_text, _base, _architecture) = (text, address, architecture);
        for (var at = 0; at < text.Length;)
        {
            var rest = text.Span[at..];
            var length = rest.IndexOf("\n\n"u8);
            var end = at + (length < 0 ? rest.Length : length + 1);
            if (end > at + 1)
                Add(at..end);
            at = end + (length < 0 ? 0 : 1);
        }
    }

    /// <summary>The names of everything in it.</summary>
    public IEnumerable<string> Names => _packages.Keys;

    /// <summary>The versions of a package; none where it has none.</summary>
    public IEnumerable<DebianPackage> Find(string name) => _packages.TryGetValue(name, out var places) ? places.Select(Read) : [];

    /// <summary>Names of packages some version of which provides a name, in the file's order.</summary>
    public IReadOnlyList<string> ProvidersOf(string name) => _providers.GetValueOrDefault(name) ?? [];

    /// <summary>The packages that no system does without, and those of a priority.</summary>
    public IEnumerable<DebianPackage> FindRequired()
    {
        foreach (var (name, places) in _packages)
        {
            if (places.Exists(place => Holds(place, "\nEssential: yes\n"u8) || Holds(place, "\nPriority: required\n"u8)))
            {
                foreach (var package in Find(name))
                    yield return package;
            }
        }
    }

    private bool Holds(Range place, ReadOnlySpan<byte> line) => _text.Span[place].IndexOf(line) >= 0;

    private void Add(Range place)
    {
        var stanza = _text.Span[place];
        if (FieldOf(stanza, "Package: "u8) is not { Length: > 0 } name)
            throw new FormatException($"The index of '{_base}' has a stanza without a package's name at byte {place.Start.Value}.");
        Bucket(_packages, name).Add(place);
        if (stanza.IndexOf("\nProvides: "u8) < 0)
            return;
        foreach (var provided in FieldOf(stanza, "Provides: "u8)!.Split(','))
        {
            var word = provided.AsSpan().Trim();
            word = word[..(word.IndexOfAny(' ', '(', ':') is >= 0 and var end ? end : word.Length)];
            var providers = Bucket(_providers, word.ToString());
            if (providers.Count == 0 || providers[^1] != name)
                providers.Add(name);
        }
    }

    private static List<T> Bucket<T>(Dictionary<string, List<T>> map, string key)
    {
        if (!map.TryGetValue(key, out var list))
            map[key] = list = [];
        return list;
    }

    private DebianPackage Read(Range place)
    {
        var fields = DebianFields.ParseAll(Encoding.UTF8.GetString(_text.Span[place])).First();
        var name = fields["Package"];
        string Need(string field) => fields.TryGetValue(field, out var value) && value.Length > 0
            ? value
            : throw new FormatException($"The index of '{_base}' doesn't say the {field} of '{name}'.");
        IReadOnlyList<IReadOnlyList<PackageRelation>> Relations(string field) => PackageRelation.ParseField(fields.GetValueOrDefault(field), _architecture);

        return new()
        {
            Name = name,
            Version = DebianVersion.Parse(Need("Version")),
            Architecture = Need("Architecture"),
            Address = AddressOf(Need("Filename"), name),
            Digest = Digest.TryParse($"sha256:{Need("SHA256")}", out var digest) ? digest : throw new FormatException($"The index of '{_base}' has no digest for '{name}'."),
            Size = long.TryParse(Need("Size"), out var size) && size >= 0 ? size : throw new FormatException($"The index of '{_base}' has no size for '{name}'."),
            Priority = fields.GetValueOrDefault("Priority") ?? "optional",
            IsEssential = fields.GetValueOrDefault("Essential") == "yes",
            PreDepends = Relations("Pre-Depends"),
            Depends = Relations("Depends"),
            Recommends = Relations("Recommends"),
            Conflicts = [.. Relations("Conflicts").Concat(Relations("Breaks")).SelectMany(static group => group)],
            Provides = [.. Relations("Provides").SelectMany(static group => group)],
        };
    }

    // A path of the mirror, and nothing that leads elsewhere.
    private Uri AddressOf(string path, string name) =>
        !path.Contains("..", StringComparison.Ordinal) && !path.Contains("://", StringComparison.Ordinal)
        && Uri.TryCreate($"{_base}/{path.TrimStart('/').Replace("#", "%23", StringComparison.Ordinal)}", UriKind.Absolute, out var address)
            ? address
            : throw new FormatException($"The index of '{_base}' says that '{name}' is at '{path}', which is no path below the mirror.");

    private static string? FieldOf(ReadOnlySpan<byte> stanza, ReadOnlySpan<byte> field)
    {
        var at = stanza.StartsWith(field) ? 0 : stanza.IndexOf([(byte)'\n', .. field]) + 1;
        if (at == 0 && !stanza.StartsWith(field))
            return null;
        var rest = stanza[(at + field.Length)..];
        var end = 0;
        // A value goes on in lines that begin with a blank.
        do
        {
            var next = rest[end..].IndexOf((byte)'\n');
            end = next < 0 ? rest.Length : end + next + 1;
        }
        while (end < rest.Length && rest[end] is (byte)' ' or (byte)'\t');
        return Encoding.UTF8.GetString(rest[..end]).Trim();
    }
}
