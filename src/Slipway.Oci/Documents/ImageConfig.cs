// SPDX-License-Identifier: Apache-2.0
using System.Text.Json;
using System.Text.Json.Serialization;
using Slipway.Oci.Json;

namespace Slipway.Oci;

/// <summary>An image's configuration: how to run it, what its layers hold, how it was made (image-spec, config.md).</summary>
public sealed record ImageConfig
{
    /// <summary>When the image was made.</summary>
    [JsonConverter(typeof(TimestampJsonConverter))]
    public DateTimeOffset? Created { get; init; }

    /// <summary>Who made it (MAINTAINER).</summary>
    public string? Author { get; init; }

    /// <summary>The architecture, in Go's words.</summary>
    public required string Architecture { get; init; }

    /// <summary>The variant of the architecture, or null.</summary>
    public string? Variant { get; init; }

    /// <summary>The operating system.</summary>
    public required string Os { get; init; }

    /// <summary>The version of the operating system, or null.</summary>
    [JsonPropertyName("os.version")]
    public string? OsVersion { get; init; }

    /// <summary>How to run it.</summary>
    public ContainerConfig? Config { get; init; }

    /// <summary>What the layers hold.</summary>
    public required RootFs Rootfs { get; init; }

    /// <summary>How each layer came to be, lowest first; steps without a layer are marked.</summary>
    public IReadOnlyList<HistoryEntry>? History { get; init; }

    /// <summary>Where the image runs.</summary>
    [JsonIgnore]
    public Platform Platform => new() { Os = Os, Architecture = Architecture, Variant = Variant, OsVersion = OsVersion };

    /// <summary>Reads a configuration.</summary>
    /// <exception cref="ImageFormatException">The bytes are not one.</exception>
    public static ImageConfig Parse(ReadOnlySpan<byte> raw)
    {
        try
        {
            NullElements.Refuse(raw, "image configuration");
            return JsonSerializer.Deserialize(raw, OciJson.Relaxed.ImageConfig)
                ?? throw new ImageFormatException("The image configuration is JSON 'null'.");
        }
        catch (JsonException e)
        {
            throw new ImageFormatException($"The image configuration is not one: {e.Message}", e);
        }
    }

    /// <summary>The bytes of this configuration, the same for equal values.</summary>
    public byte[] ToBytes() => JsonSerializer.SerializeToUtf8Bytes(this, OciJson.Relaxed.ImageConfig);
}
