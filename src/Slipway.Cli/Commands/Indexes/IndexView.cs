// SPDX-License-Identifier: Apache-2.0
using Slipway.Cli.Templates;
using Slipway.Oci;

namespace Slipway.Cli.Commands.Indexes;

/// <summary>An index, or a single image, with all that it names.</summary>
internal sealed record IndexView
{
    /// <summary>What was asked for, in its familiar form.</summary>
    public required string Name { get; init; }

    /// <summary>Its manifest.</summary>
    public required ManifestBlob Manifest { get; init; }

    /// <summary>What it names, in its order.</summary>
    public required IReadOnlyList<IndexEntry> Entries { get; init; }

    /// <summary>The bytes of all files, each layer once; null where that isn't known.</summary>
    public required long? Size { get; init; }

    /// <summary>What travels: the bytes of all layers' blobs, each once; null where a manifest isn't at hand.</summary>
    public long? CompressedSize => Entries.Any(static entry => entry.CompressedSize is null) ? null
        : Entries.SelectMany(static entry => entry.Manifest!.Image!.Layers).DistinctBy(static layer => layer.Digest).Sum(static layer => layer.Size);

    private IReadOnlyDictionary<string, string>? Annotations => Manifest.Index is { } index ? index.Annotations : Manifest.Image?.Annotations;

    /// <summary>Writes it for people.</summary>
    public void WriteTo(TextWriter output)
    {
        output.WriteLine($"Name:        {DisplayText.Clean(Name)}");
        output.WriteLine($"MediaType:   {Manifest.MediaType}");
        output.WriteLine($"Digest:      {Manifest.Digest}");
        output.WriteLine($"Size:        {Shown(Size)} of files, {Shown(CompressedSize)} compressed");
        WriteAnnotations(output, "Annotations:", Annotations ?? new Dictionary<string, string>());
        output.WriteLine();
        var table = new TextTable("PLATFORM", "DIGEST", "SIZE", "COMPRESSED", "LAYERS");
        foreach (var entry in Entries)
            table.Add(NameOf(entry), entry.Descriptor.Digest.ToString(), entry.IsAttestation ? "" : Shown(entry.Size), Shown(entry.CompressedSize), entry.IsAttestation ? "" : $"{entry.Layers}");
        table.WriteTo(output);
        foreach (var entry in Entries.Where(static entry => entry.Annotations.Any()))
        {
            output.WriteLine();
            WriteAnnotations(output, $"Annotations of {NameOf(entry)}:", entry.Annotations);
        }
    }

    /// <summary>The same as a document for templates and JSON; .Name and .Manifest as buildx imagetools has them.</summary>
    public TemplateRecord ToRecord() => Record("an index",
        Text("Name", Name, "name"),
        Text("MediaType", Manifest.MediaType, "mediaType"),
        Text("Digest", Manifest.Digest.ToString(), "digest"),
        new("Size", Number(Size)) { JsonName = "size" },
        new("CompressedSize", Number(CompressedSize)) { JsonName = "compressedSize" },
        new("Annotations", TemplateValue.OfTexts(Annotations)) { JsonName = "annotations", OmitsEmpty = true },
        new("Platforms", new TemplateList([.. Entries.Select(ToRecord)])) { JsonName = "platforms" },
        new("Manifest", Record("a manifest",
            new TemplateField("SchemaVersion", new TemplateInteger(2)) { JsonName = "schemaVersion" },
            Text("MediaType", Manifest.MediaType, "mediaType"),
            Text("Digest", Manifest.Digest.ToString(), "digest"),
            new TemplateField("Size", new TemplateInteger(Manifest.Raw.Length)) { JsonName = "size" },
            new TemplateField("Manifests", new TemplateList([.. (Manifest.Index?.Manifests ?? []).Select(Describe)])) { JsonName = "manifests", OmitsEmpty = true },
            new TemplateField("Annotations", TemplateValue.OfTexts(Annotations)) { JsonName = "annotations", OmitsEmpty = true })) { JsonName = "manifest" });

    private static TemplateRecord ToRecord(IndexEntry entry) => Record("an entry of the index",
        Text("Platform", entry.Platform?.ToString() ?? "", "platform"),
        Text("Kind", entry.Kind, "kind"),
        Text("MediaType", entry.Descriptor.MediaType, "mediaType"),
        Text("Digest", entry.Descriptor.Digest.ToString(), "digest"),
        new("Size", Number(entry.Size)) { JsonName = "size" },
        new("CompressedSize", Number(entry.CompressedSize)) { JsonName = "compressedSize" },
        new("Layers", Number(entry.Layers)) { JsonName = "layers" },
        Text("Of", entry.Of ?? "", "of") with { OmitsEmpty = true },
        new("Annotations", TemplateValue.OfTexts(entry.Descriptor.Annotations)) { JsonName = "annotations", OmitsEmpty = true });

    private static TemplateRecord Describe(Descriptor manifest) => Record("a descriptor",
        Text("MediaType", manifest.MediaType, "mediaType"),
        Text("Digest", manifest.Digest.ToString(), "digest"),
        new("Size", new TemplateInteger(manifest.Size)) { JsonName = "size" },
        new("Annotations", TemplateValue.OfTexts(manifest.Annotations)) { JsonName = "annotations", OmitsEmpty = true },
        new("Platform", manifest.Platform is { } platform
            ? Record("a platform",
                Text("Architecture", platform.Architecture, "architecture"),
                Text("OS", platform.Os, "os"),
                Text("OSVersion", platform.OsVersion ?? "", "os.version") with { OmitsEmpty = true },
                Text("Variant", platform.Variant ?? "", "variant") with { OmitsEmpty = true })
            : TemplateValue.Nil) { JsonName = "platform", OmitsEmpty = true });

    private string NameOf(IndexEntry entry)
    {
        if (!entry.IsAttestation)
            return entry.Platform?.ToString() ?? entry.Kind;
        var subject = Entries.FirstOrDefault(other => other.Descriptor.Digest.ToString() == entry.Of);
        return subject?.Platform is { } platform ? $"attestation of {platform}" : "attestation";
    }

    private static void WriteAnnotations(TextWriter output, string title, IEnumerable<KeyValuePair<string, string>> annotations)
    {
        var all = annotations.ToList();
        if (all.Count == 0)
            return;
        output.WriteLine(title);
        foreach (var (key, value) in all)
            output.WriteLine($"  {DisplayText.Clean(key)}: {DisplayText.Clean(value)}");
    }

    private static string Shown(long? size) => size is { } bytes ? Units.Size(bytes) : "N/A";

    private static TemplateValue Number(long? number) => number is { } known ? new TemplateInteger(known) : TemplateValue.Nil;

    private static TemplateField Text(string name, string text, string json) => new(name, TemplateValue.OfText(text)) { JsonName = json };

    private static TemplateRecord Record(string noun, params TemplateField[] fields) => new(fields) { Noun = noun };
}
