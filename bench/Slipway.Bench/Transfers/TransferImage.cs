// SPDX-License-Identifier: Apache-2.0
using Slipway.Oci;
using Slipway.TestKit;

namespace Slipway.Bench;

/// <summary>An image of random content that is moved, in a layout that skopeo reads and in an archive that every program loads.</summary>
internal sealed class TransferImage : IDisposable
{
    private readonly TempFolder _folder = new();

    private TransferImage(string name, string text) => (Name, Text) = (name, text);

    /// <summary>What it is called in commands: a repository below <c>bench/</c>.</summary>
    public string Name { get; }

    /// <summary>What the table calls it.</summary>
    public string Text { get; }

    /// <summary>Its name with its tag.</summary>
    public string Reference => $"bench/{Name}:1";

    /// <summary>Where it is, as skopeo names it.</summary>
    public string Layout => $"oci:{_folder["layout"]}:docker.io/{Reference}";

    /// <summary>The tar that it is loaded from.</summary>
    public string Archive => _folder["image.tar"];

    /// <summary>Makes one.</summary>
    public static async Task<TransferImage> CreateAsync(string name, string text, int layers, int layerSize)
    {
        var image = new TransferImage(name, text);
        var store = OciLayout.Open(image._folder["layout"]);
        var descriptor = RandomImage.Create(store, seed: layers, layers, layerSize);
        await store.SetReferenceAsync(ImageReference.Parse(image.Reference), descriptor);
        await using var output = File.Create(image.Archive);
        await ImageArchiveWriter.WriteAsync(store, [new(descriptor, [ImageReference.Parse(image.Reference)])], output, CancellationToken.None);
        return image;
    }

    public void Dispose() => _folder.Dispose();
}
