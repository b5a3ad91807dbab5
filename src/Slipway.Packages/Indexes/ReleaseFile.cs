// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using System.Text;
using Slipway.Oci;

namespace Slipway.Packages;

/// <summary>What a mirror has published of a suite, its signature checked: the files that the suite consists of, with their digests.</summary>
internal sealed record ReleaseFile
{
    // A mirror's clock may go before ours.
    private static readonly TimeSpan ClockSkew = TimeSpan.FromHours(1);

    private readonly Dictionary<string, IndexFile> _files;

    private ReleaseFile(Dictionary<string, IndexFile> files) => _files = files;

    /// <summary>Where it is from.</summary>
    public required AptSource Source { get; init; }

    /// <summary>Who publishes it.</summary>
    public required string Origin { get; init; }

    /// <summary>When.</summary>
    public required DateTimeOffset Date { get; init; }

    /// <summary>The digest of what was signed.</summary>
    public required Digest Digest { get; init; }

    /// <summary>Whether files can be asked for by their digest, so that a mirror in the middle of an update still has them.</summary>
    public required bool HasFilesByHash { get; init; }

    /// <summary>Reads a release and checks that it is the one that was asked for, and still holds.</summary>
    /// <param name="source">What was asked for.</param>
    /// <param name="content">What was signed.</param>
    /// <param name="now">The time.</param>
    /// <exception cref="BaseImageException">It is of another suite, has expired, or is none.</exception>
    public static ReleaseFile Parse(AptSource source, ReadOnlySpan<byte> content, DateTimeOffset now)
    {
        var fields = DebianFields.ParseAll(Encoding.UTF8.GetString(content)).FirstOrDefault() ?? new Dictionary<string, string>();
        BaseImageException Refuse(string reason) => new($"The index of '{source.Shown}' is refused: {reason}.");

        var (suite, codename) = (fields.GetValueOrDefault("Suite"), fields.GetValueOrDefault("Codename"));
        if (suite != source.Suite && codename != source.Suite)
            throw Refuse($"it is that of '{codename ?? suite ?? "no suite"}', and '{source.Suite}' was asked for");
        if (ReadDate(fields.GetValueOrDefault("Date")) is not { } date)
            throw Refuse("it doesn't say its date");
        if (date > now + ClockSkew)
            throw Refuse($"it is of {date:yyyy-MM-dd HH:mm} UTC, which is still to come; check this machine's clock");
        if (fields.GetValueOrDefault("Valid-Until") is { } limit && (ReadDate(limit) is not { } until || until < now))
            throw Refuse($"it expired on {limit}; the mirror is behind, or somebody keeps its updates back");
        return new(ReadFiles(fields.GetValueOrDefault("SHA256") ?? throw Refuse("it has no SHA-256 digests")))
        {
            Source = source,
            Origin = fields.GetValueOrDefault("Origin") ?? "",
            Date = date,
            Digest = Digest.Sha256(content),
            HasFilesByHash = fields.GetValueOrDefault("Acquire-By-Hash") == "yes",
        };
    }

    /// <summary>A file by its path below the release; null where it has none.</summary>
    public IndexFile? Find(string path) => _files.GetValueOrDefault(path);

    /// <summary>The address of a file.</summary>
    public Uri AddressOf(IndexFile file)
    {
        var folder = $"{Source.Uri}/dists/{Source.Suite}";
        return new(HasFilesByHash ? $"{folder}/{Path.GetDirectoryName(file.Path)}/by-hash/SHA256/{file.Digest.Hex}" : $"{folder}/{file.Path}");
    }

    private static Dictionary<string, IndexFile> ReadFiles(string list)
    {
        var files = new Dictionary<string, IndexFile>(StringComparer.Ordinal);
        foreach (var line in list.Split('\n'))
        {
            if (line.Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries) is [var hex, var size, var path]
                && Digest.TryParse($"sha256:{hex}", out var digest) && long.TryParse(size, NumberStyles.None, CultureInfo.InvariantCulture, out var bytes))
                files[path] = new(path, digest, bytes);
        }
        return files;
    }

    // RFC 1123's form, in which Debian writes UTC for GMT.
    private static DateTimeOffset? ReadDate(string? text) =>
        DateTimeOffset.TryParseExact(text?.Replace("UTC", "GMT", StringComparison.Ordinal).Replace("+0000", "GMT", StringComparison.Ordinal),
            ["r", "ddd, d MMM yyyy HH:mm:ss 'GMT'"], CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var date) ? date : null;
}
