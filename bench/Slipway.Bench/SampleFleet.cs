// SPDX-License-Identifier: Apache-2.0
using System.Text;
using Slipway.TestKit;

namespace Slipway.Bench;

/// <summary>A fleet of images as each builder wants it: a fleet file, a file for Bake, and the order for a loop of single builds.</summary>
internal abstract class SampleFleet : IDisposable
{
    /// <summary>The base image, which every builder has.</summary>
    public const string Base = "bench/base:1";

    private readonly TempFolder _folder = new();
    private readonly TempFolder _archives = new();

    /// <summary>What the table calls it.</summary>
    public abstract string Name { get; }

    /// <summary>The images, each after the one that it stands on.</summary>
    public abstract IReadOnlyList<SampleImage> Images { get; }

    /// <summary>The folder of all its files.</summary>
    public string Path => _folder.Path;

    /// <summary>The registry that its tags are at, or null.</summary>
    public string? Registry { get; private set; }

    /// <summary>Gives one source file another content.</summary>
    public abstract void ChangeOneFile(int round);

    /// <summary>Writes the fleet's files with the tags at a registry, or without one.</summary>
    /// <param name="registry">The registry, or null: then Bake writes an OCI archive for each image.</param>
    /// <param name="platforms">What our own file asks for.</param>
    public void WriteFiles(string? registry, IReadOnlyList<string> platforms)
    {
        Registry = registry;
        _folder.Write("slipway.yaml", $"fleet: bench\n{(registry is null ? "" : $"registry: {registry}\n")}platforms: [{string.Join(", ", platforms)}]\nimages:\n{FleetFileImages()}");
        _folder.Write("compose.yaml", ComposeText());
    }

    /// <summary>The archive that a peer writes an image into.</summary>
    public string ArchiveOf(SampleImage image, string peer) => _archives[$"{peer}-{image.Name}.tar"];

    public void Dispose()
    {
        _archives.Dispose();
        _folder.Dispose();
    }

    /// <summary>The images as they stand below <c>images:</c>.</summary>
    protected abstract string FleetFileImages();

    /// <summary>Writes a file of the fleet.</summary>
    protected void Write(string path, byte[] content) => _folder.Write(path, content);

    /// <summary>Writes a file of the fleet.</summary>
    protected void Write(string path, string content) => _folder.Write(path, content);

    // Of the files that Bake reads it is Compose's that may ask for the host's network in buildx 0.13, and its RUN steps have no other here.
    private string ComposeText()
    {
        var text = new StringBuilder("services:\n");
        foreach (var image in Images)
        {
            text.Append($"  {image.Name}:\n    image: {image.Reference(Registry)}\n    build:\n      context: {System.IO.Path.Combine(Path, image.Folder)}\n      network: host\n");
            text.Append($"      args: {{ {string.Join(", ", image.Arguments.Prepend(new("BASE", Base)).Select(static pair => $"{pair.Key}: \"{pair.Value}\""))} }}\n");
            text.Append($"      x-bake:\n        output: [\"{(Registry is null ? $"type=oci,dest={ArchiveOf(image, "docker")}" : "type=registry")}\"]\n");
            if (image.Parent is { } parent)
                text.Append($"        contexts: {{ {parent}: \"target:{parent}\" }}\n");
        }
        return text.ToString();
    }
}
