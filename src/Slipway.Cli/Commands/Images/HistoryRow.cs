// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using System.Text.Json.Serialization;
using Slipway.Cli.Listings;
using Slipway.Cli.Templates;
using Slipway.Oci;
using Slipway.Oci.Json;

namespace Slipway.Cli.Commands.Images;

/// <summary>One line of <c>slipway history</c>.</summary>
internal sealed record HistoryRow
{
    private const int ShownStep = 45;

    /// <summary>The image's id, of the newest step; null of the others, which are no images.</summary>
    public required Digest? Id { get; init; }

    /// <summary>When the step ran.</summary>
    [JsonConverter(typeof(TimestampJsonConverter))]
    public required DateTimeOffset? Created { get; init; }

    /// <summary>The step, as the builder wrote it.</summary>
    public required string CreatedBy { get; init; }

    /// <summary>The digest of the layer it made, or null.</summary>
    public required Digest? Layer { get; init; }

    /// <summary>The bytes of the layer's files; 0 without a layer, null where the layer isn't there.</summary>
    public required long? Size { get; init; }

    /// <summary>What the layer's blob takes, in bytes; 0 without a layer.</summary>
    public required long CompressedSize { get; init; }

    /// <summary>The builder's remark, or null.</summary>
    public required string? Comment { get; init; }

    /// <summary>The headings of the fields.</summary>
    public static TemplateRecord Headings { get; } = Listing.Headings(
        ("ID", "IMAGE"), ("CreatedSince", "CREATED"), ("CreatedAt", "CREATED AT"), ("CreatedBy", "CREATED BY"), ("Size", "SIZE"), ("Comment", "COMMENT"),
        ("Layer", "LAYER"), ("CompressedSize", "COMPRESSED"));

    /// <summary>The id as it is shown: Docker's word for what is no image is <c>&lt;missing&gt;</c>.</summary>
    public string ShowId(bool isWhole) => Id is { } id ? isWhole ? id.ToString() : id.ShortHex : "<missing>";

    /// <summary>The fields as Docker shows them, and Layer and CompressedSize.</summary>
    public TemplateRecord ToFields(bool isWhole, bool isHuman, DateTimeOffset now)
    {
        var at = Created?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture) ?? "N/A";
        var step = CreatedBy.Replace('\t', ' ');
        return Listing.Row(
            ("ID", ShowId(isWhole)),
            ("CreatedSince", isHuman ? Units.Ago(Created, now) : at),
            ("CreatedAt", at),
            ("CreatedBy", isWhole || step.Length <= ShownStep ? step : step[..(ShownStep - 1)] + "…"),
            ("Size", ShowSize(Size, isHuman)),
            ("Comment", Comment ?? ""),
            ("Layer", (isWhole ? Layer?.ToString() : Layer?.ShortHex) ?? "-"),
            ("CompressedSize", ShowSize(CompressedSize, isHuman)));
    }

    private static string ShowSize(long? size, bool isHuman) =>
        size is not { } bytes ? "N/A" : isHuman ? Units.Size(bytes) : bytes.ToString(CultureInfo.InvariantCulture);
}
