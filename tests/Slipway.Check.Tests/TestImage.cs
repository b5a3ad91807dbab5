// SPDX-License-Identifier: Apache-2.0
using System.Text;
using Slipway.Oci;
using Slipway.Oci.Layers;
using Slipway.Oci.Tar;

namespace Slipway.Check.Tests;

/// <summary>Images made for a test, of layers given as entries, in a real store.</summary>
internal static class TestImage
{
    internal static LayerEntry File(string path, string content = "") => File(path, Encoding.UTF8.GetBytes(content));

    internal static LayerEntry File(string path, byte[] content) =>
        new(new TarEntry { Name = path, Type = TarEntryType.RegularFile, Mode = 0x1A4, Size = content.Length }) { OpenContent = () => new MemoryStream(content) };

    internal static LayerEntry Owned(string path, int mode, uint user, uint group) =>
        new(new TarEntry { Name = path, Type = TarEntryType.RegularFile, Mode = mode, UserId = user, GroupId = group, Size = 0 }) { OpenContent = () => Stream.Null };

    internal static LayerEntry Program(string path) =>
        new(new TarEntry { Name = path, Type = TarEntryType.RegularFile, Mode = 0x1ED, Size = 3 }) { OpenContent = () => new MemoryStream("ELF"u8.ToArray()) };

    internal static LayerEntry Folder(string path) => new(new TarEntry { Name = path, Type = TarEntryType.Directory, Mode = 0x1ED });

    internal static LayerEntry Link(string path, string target) => new(new TarEntry { Name = path, Type = TarEntryType.SymbolicLink, LinkName = target });

    internal static LayerEntry HardLink(string path, string target) => new(new TarEntry { Name = path, Type = TarEntryType.HardLink, LinkName = target });

    internal static LayerEntry NpmPackage(string folder, string name, string version = "1.0.0") =>
        File($"{folder}/package.json", $$"""{ "exports": { "name": "not this" }, "name": "{{name}}", "version": "{{version}}" }""");

    internal static string DpkgStanza(string name, string version = "1.0", string status = "install ok installed") =>
        $"Package: {name}\nStatus: {status}\nArchitecture: amd64\nVersion: {version}\nDescription: a package\n Package: not this\n\n";

    internal static async Task<StoredImage> CreateAsync(OciLayout store, ContainerConfig? config, params IReadOnlyList<LayerEntry>[] layers)
    {
        var cancellation = TestContext.Current.CancellationToken;
        var written = new List<WrittenLayer>();
        foreach (var entries in layers)
            written.Add(await LayerWriter.WriteAsync(store, entries, LayerOptions.Default, cancellation));
        var image = new ImageConfig
        {
            Os = "linux",
            Architecture = "amd64",
            Config = config,
            Rootfs = new() { DiffIds = [.. written.Select(layer => layer.DiffId)] },
        };
        var manifest = ManifestBlob.Create(new ImageManifest
        {
            Config = store.WriteBlob(MediaTypes.Config, image.ToBytes()),
            Layers = [.. written.Select(layer => layer.Descriptor)],
            Annotations = new Dictionary<string, string> { ["org.example.kind"] = "test" },
        });
        store.WriteManifest(manifest);
        return new(manifest, image);
    }
}
