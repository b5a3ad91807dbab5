// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using System.Text.Json.Serialization;
using Slipway.Cli.Listings;
using Slipway.Cli.Templates;
using Slipway.Oci;
using Slipway.Oci.Json;

namespace Slipway.Cli.Commands.Images;

/// <summary>One line of <c>slipway images</c>.</summary>
internal sealed record ImageRow
{
    /// <summary>The repository in its familiar form; null where the image has no name.</summary>
    public required string? Repository { get; init; }

    /// <summary>The tag; null where the image has no name.</summary>
    public required string? Tag { get; init; }

    /// <summary>The digest of the configuration; of an index its own.</summary>
    public required Digest Id { get; init; }

    /// <summary>The digest of the manifest or index.</summary>
    public required Digest Digest { get; init; }

    /// <summary>Where it runs.</summary>
    public required IReadOnlyList<string> Platforms { get; init; }

    /// <summary>When it was made; the newest of an index.</summary>
    [JsonConverter(typeof(TimestampJsonConverter))]
    public required DateTimeOffset? Created { get; init; }

    /// <summary>The bytes of its layers' files, each layer once; null where a layer isn't there.</summary>
    public required long? Size { get; init; }

    /// <summary>What travels: the sizes of its layers as they are stored, each once, in bytes.</summary>
    public required long CompressedSize { get; init; }

    /// <summary>The headings of the fields.</summary>
    public static TemplateRecord Headings { get; } = Listing.Headings(
        ("ID", "IMAGE ID"), ("Repository", "REPOSITORY"), ("Tag", "TAG"), ("Digest", "DIGEST"), ("CreatedSince", "CREATED"), ("CreatedAt", "CREATED AT"), ("Size", "SIZE"),
        ("Containers", "CONTAINERS"), ("VirtualSize", "SIZE"), ("SharedSize", "SHARED SIZE"), ("UniqueSize", "UNIQUE SIZE"), ("Platform", "PLATFORM"), ("CompressedSize", "COMPRESSED"));

    /// <summary>The fields as Docker shows them, and Platform and CompressedSize.</summary>
    public TemplateRecord ToFields(bool isWhole, DateTimeOffset now) => Listing.Row(
        ("ID", isWhole ? Id.ToString() : Id.ShortHex),
        ("Repository", Repository ?? "<none>"),
        ("Tag", Tag ?? "<none>"),
        ("Digest", Digest.ToString()),
        ("CreatedSince", Units.Ago(Created, now)),
        ("CreatedAt", Created?.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss '+0000 UTC'", CultureInfo.InvariantCulture) ?? "N/A"),
        ("Size", ShowSize(Size)),
        ("Containers", "N/A"),
        ("VirtualSize", Size is { } virtualSize ? Units.Size(virtualSize, 4) : "N/A"),
        ("SharedSize", "N/A"),
        ("UniqueSize", "N/A"),
        ("Platform", string.Join(',', Platforms)),
        ("CompressedSize", ShowSize(CompressedSize)));

    private static string ShowSize(long? size) => size is { } bytes ? Units.Size(bytes) : "N/A";
}
