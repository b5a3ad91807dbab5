// SPDX-License-Identifier: Apache-2.0
using System.Text.Json;
using Slipway.Cli.Templates;
using Slipway.Oci;

namespace Slipway.Cli.Commands.Images;

/// <summary>What <c>inspect</c> shows of an image: the fields of Docker's own document under Docker's names, and a few of ours behind them.</summary>
internal sealed class ImageDocument
{
    private const string NoTime = "0001-01-01T00:00:00Z";

    /// <summary>The name that the store's list has for it, or the index that holds it.</summary>
    public required Descriptor Descriptor { get; init; }

    /// <summary>The image.</summary>
    public required StoredImage Image { get; init; }

    /// <summary>All its names.</summary>
    public required IReadOnlyList<ImageReference> Names { get; init; }

    /// <summary>When it got a name last; null where it has none.</summary>
    public required DateTimeOffset? TaggedAt { get; init; }

    /// <summary>The bytes of its layers' files; null where that can't be known.</summary>
    public required long? Size { get; init; }

    /// <summary>The configuration's bytes.</summary>
    public required ReadOnlyMemory<byte> RawConfig { get; init; }

    /// <summary>The platforms of the index; none for an image.</summary>
    public required IReadOnlyList<Platform> Platforms { get; init; }

    /// <summary>The document.</summary>
    public TemplateRecord ToRecord()
    {
        using var raw = JsonDocument.Parse(RawConfig);
        var config = Image.Config;
        return Record("an image",
            Text("Id", Image.Manifest.Image!.Config.Digest.ToString()) with { Name = "ID" },
            new("RepoTags", TemplateValue.OfTexts(Names.Select(static name => name.Familiar))),
            new("RepoDigests", TemplateValue.OfTexts(Names.Select(name => name.WithDigest(Descriptor.Digest).Familiar).Distinct())),
            Text("Parent", ""),
            Text("Comment", Member(raw, "comment") is { Length: > 0 } comment ? comment : (config.History is [.., var last] ? last.Comment : null)),
            Text("Created", Created(raw)),
            Text("DockerVersion", Member(raw, "docker_version")),
            Text("Author", config.Author),
            new("Config", ConfigDocument.Of(config.Config ?? new())),
            Text("Architecture", config.Architecture),
            Text("Variant", config.Variant) with { OmitsEmpty = true },
            Text("Os", config.Os),
            Text("OsVersion", config.OsVersion) with { OmitsEmpty = true },
            new("Size", new TemplateInteger(Size ?? 0)),
            new("VirtualSize", new TemplateInteger(Size ?? 0)),
            new("RootFS", Record("a root file system",
                Text("Type", "layers"),
                new("Layers", TemplateValue.OfTexts(config.Rootfs.DiffIds.Select(static id => id.ToString()))) { OmitsEmpty = true })),
            new("Metadata", Record("metadata", new TemplateField("LastTagTime", new TemplateTime(TaggedAt ?? DateTimeOffset.MinValue)))),
            new("Descriptor", Record("a descriptor",
                Text("MediaType", Descriptor.MediaType) with { JsonName = "mediaType" },
                Text("Digest", Descriptor.Digest.ToString()) with { JsonName = "digest" },
                new("Size", new TemplateInteger(Descriptor.Size)) { JsonName = "size" })),
            Text("ManifestDigest", Image.Digest.ToString()),
            new("CompressedSize", new TemplateInteger(Image.Layers.Sum(static layer => layer.Size))),
            new("Platforms", TemplateValue.OfTexts(Platforms.Select(static platform => platform.ToString()))) { OmitsEmpty = true });
    }

    private static TemplateRecord Record(string noun, params TemplateField[] fields) => new(fields) { Noun = noun };

    private static TemplateField Text(string name, string? text) => new(name, TemplateValue.OfText(text));

    private static string? Member(JsonDocument raw, string name) =>
        raw.RootElement.TryGetProperty(name, out var member) && member.ValueKind == JsonValueKind.String ? member.GetString() : null;

    // To the nanosecond, which a DateTimeOffset doesn't hold; without zeros at the end, as Go writes it.
    private string Created(JsonDocument raw)
    {
        if (Image.Config.Created is not { } created)
            return NoTime;
        return Member(raw, "created") is { } text && text.EndsWith('Z') && text.LastIndexOf('.') is > 0 and var dot && text.AsSpan(dot + 1, text.Length - dot - 2).IndexOfAnyExceptInRange('0', '9') < 0
            ? text[..^1].TrimEnd('0').TrimEnd('.') + "Z"
            : TemplateJson.TimeText(created);
    }
}
