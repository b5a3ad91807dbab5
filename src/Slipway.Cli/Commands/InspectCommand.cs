// SPDX-License-Identifier: Apache-2.0
using System.CommandLine;
using System.Text.Json;
using Slipway.Oci;

namespace Slipway.Cli.Commands;

/// <summary><c>slipway inspect</c>: all that an image's manifest and configuration say, in the shape of <c>docker inspect</c>.</summary>
internal sealed class InspectCommand : SlipwayCommand
{
    private readonly Argument<string[]> _images = new("IMAGE") { Description = "Names, or beginnings of digests.", Arity = ArgumentArity.OneOrMore };
    private readonly Option<Platform?> _platform = PlatformOption.Single("The image of this platform, where the name is an index. [default: this machine's]");

    public InspectCommand(Session session)
        : base(session, "inspect", "Show what an image is, as JSON in the shape of docker inspect.", "slipway inspect app:1.0", "slipway inspect app:1.0 | jq -r '.[].Config.Labels'")
    {
        Add(_images);
        Add(_platform);
    }

    protected override Task<int> RunAsync(ParseResult words, CancellationToken cancellationToken)
    {
        var found = words.GetRequiredValue(_images).Select(word => ImageLookup.Read(Session.Store, word, words.GetValue(_platform))).ToList();
        var names = Session.Store.ListReferences();
        JsonOutput.Write(Session.Output, writer =>
        {
            writer.WriteStartArray();
            foreach (var (descriptor, image) in found)
                Write(writer, descriptor, image, names);
            writer.WriteEndArray();
        });
        return Task.FromResult(ExitCode.Done);
    }

    private static void Write(Utf8JsonWriter writer, Descriptor descriptor, StoredImage image, IReadOnlyList<StoredReference> names)
    {
        var own = names.Where(entry => entry.Name is not null && entry.Descriptor.Digest == descriptor.Digest).Select(static entry => entry.Name!).ToList();
        using var config = JsonDocument.Parse(image.Config.ToBytes());
        writer.WriteStartObject();
        writer.WriteString("Id", image.Manifest.Image!.Config.Digest.ToString());
        WriteList(writer, "RepoTags", own.Select(static name => name.Familiar));
        WriteList(writer, "RepoDigests", own.Select(name => name.WithDigest(descriptor.Digest).Familiar).Distinct());
        foreach (var (name, from) in new[] { ("Created", "created"), ("Author", "author"), ("Architecture", "architecture"), ("Variant", "variant"), ("Os", "os"), ("Config", "config") })
        {
            if (config.RootElement.TryGetProperty(from, out var value))
            {
                writer.WritePropertyName(name);
                value.WriteTo(writer);
            }
        }
        writer.WriteStartObject("RootFS");
        writer.WriteString("Type", "layers");
        WriteList(writer, "Layers", image.Config.Rootfs.DiffIds.Select(static id => id.ToString()));
        writer.WriteEndObject();
        writer.WriteStartObject("Descriptor");
        writer.WriteString("mediaType", descriptor.MediaType);
        writer.WriteString("digest", descriptor.Digest.ToString());
        writer.WriteNumber("size", descriptor.Size);
        writer.WriteEndObject();
        writer.WriteString("ManifestDigest", image.Digest.ToString());
        writer.WriteNumber("CompressedSize", image.Layers.Sum(static layer => layer.Size));
        writer.WriteEndObject();
    }

    private static void WriteList(Utf8JsonWriter writer, string name, IEnumerable<string> values)
    {
        writer.WriteStartArray(name);
        foreach (var value in values)
            writer.WriteStringValue(value);
        writer.WriteEndArray();
    }
}
