// SPDX-License-Identifier: Apache-2.0
using System.Formats.Tar;
using System.IO.Compression;
using System.Text;
using Slipway.Native;
using Slipway.Oci;

namespace Slipway.Cli.Tests.Images;

/// <summary>Images that tests describe line by line.</summary>
internal static class TestImage
{
    /// <summary>An image that sets everything that a configuration can say.</summary>
    public static ContainerConfig RichConfig { get; } = new()
    {
        User = "1000:1000",
        ExposedPorts = ["53/udp", "8080/tcp"],
        Env = ["PATH=/usr/local/bin:/usr/bin:/bin", "GREETING=hello \"world\" <&> é", "EMPTY="],
        Entrypoint = ["/bin/app", "--flag=a b"],
        Cmd = ["serve", "--port", "8080"],
        Volumes = ["/data", "/var/log"],
        WorkingDir = "/srv/app",
        Labels = new Dictionary<string, string> { ["tier"] = "web", ["org.opencontainers.image.title"] = "An app", ["zeta"] = "", ["quote"] = "a\"b\\c" },
        StopSignal = "SIGQUIT",
        Healthcheck = new() { Test = ["CMD-SHELL", "curl -f http://localhost/ || exit 1"], Interval = 30_000_000_000, Timeout = 1_500_000_000, Retries = 3 },
        OnBuild = ["COPY . /src"],
        Shell = ["/bin/bash", "-c"],
    };

    /// <summary>Two layers and three steps without one.</summary>
    public static IReadOnlyList<HistoryEntry> RichHistory { get; } =
    [
        new() { Created = At(1), CreatedBy = "/bin/sh -c #(nop) ADD file:0123456789abcdef0123456789abcdef0123456789abcdef in / " },
        new() { Created = At(2), CreatedBy = "ENV GREETING=hello", Comment = "buildkit.dockerfile.v0", EmptyLayer = true },
        new() { Created = At(3), CreatedBy = "RUN /bin/sh -c echo\ta && echo b # buildkit", Comment = "buildkit.dockerfile.v0" },
        new() { Created = At(4), CreatedBy = "CMD [\"serve\"]", Comment = "buildkit.dockerfile.v0", EmptyLayer = true },
    ];

    /// <summary>A moment of one day.</summary>
    public static DateTimeOffset At(int hour) => new(2024, 5, 17, hour, 30, 15, TimeSpan.Zero);

    /// <summary>Stores an image.</summary>
    public static Descriptor Create(
        OciLayout store, ContainerConfig? config = null, IReadOnlyList<HistoryEntry>? history = null, Platform? platform = null, DateTimeOffset? created = null,
        LayerForm form = LayerForm.Gzip, bool isDocker = false, bool isSha512 = false, params IReadOnlyList<(string Path, string Content)[]> layers)
    {
        var made = layers.Select(files => CreateLayer(store, files, form, isDocker, isSha512)).ToList();
        var runsOn = platform ?? Platform.LinuxAmd64;
        var image = new ImageConfig
        {
            Os = runsOn.Os,
            Architecture = runsOn.Architecture,
            Variant = runsOn.Variant,
            Author = "Ada <ada@example.com>",
            Created = created ?? At(4),
            Config = config ?? new() { Cmd = ["/bin/true"] },
            History = history,
            Rootfs = new() { DiffIds = [.. made.Select(static layer => layer.DiffId)] },
        };
        var configType = isDocker ? MediaTypes.DockerConfig : MediaTypes.Config;
        return store.WriteManifest(ManifestBlob.Create(new ImageManifest
        {
            MediaType = isDocker ? MediaTypes.DockerManifest : MediaTypes.Manifest,
            Config = store.WriteBlob(configType, image.ToBytes()),
            Layers = [.. made.Select(static layer => layer.Blob)],
        }));
    }

    /// <summary>Stores an image that has everything.</summary>
    public static Descriptor CreateRich(OciLayout store, LayerForm form = LayerForm.Gzip, bool isDocker = false, bool isSha512 = false) => Create(
        store, RichConfig, RichHistory, form: form, isDocker: isDocker, isSha512: isSha512,
        layers: [[("etc/os-release", "ID=test\n"), ("bin/app", new string('x', 12_345))], [("srv/app/data", new string('y', 1_234_567))]]);

    private static (Descriptor Blob, DiffId DiffId) CreateLayer(OciLayout store, (string Path, string Content)[] files, LayerForm form, bool isDocker, bool isSha512)
    {
        using var tar = new MemoryStream();
        using (var writer = new TarWriter(tar, TarEntryFormat.Ustar, leaveOpen: true))
        {
            foreach (var (path, content) in files)
                writer.WriteEntry(Entry(path, content));
        }
        var bytes = tar.ToArray();
        var (type, blob) = form switch
        {
            LayerForm.Gzip => (isDocker ? MediaTypes.DockerLayerGzip : MediaTypes.LayerGzip, CompressByGzip(bytes)),
            LayerForm.Zstd => (MediaTypes.LayerZstd, Task.Run(() => CompressByZstdAsync(bytes)).GetAwaiter().GetResult()),
            _ => (isDocker ? MediaTypes.DockerLayerTar : MediaTypes.LayerTar, bytes),
        };
        if (!isSha512)
            return (store.WriteBlob(type, blob), new(Digest.Sha256(bytes)));
        using var written = store.CreateBlob(System.Security.Cryptography.HashAlgorithmName.SHA512);
        written.Write(blob);
        return (new() { MediaType = type, Digest = written.Commit(), Size = blob.Length }, new(Digest.Sha512(bytes)));
    }

    // 'name/' is a directory, '=target' a hard link, '>target' a symbolic one.
    private static UstarTarEntry Entry(string path, string content)
    {
        var type = path.EndsWith('/') ? TarEntryType.Directory : content.StartsWith('=') ? TarEntryType.HardLink : content.StartsWith('>') ? TarEntryType.SymbolicLink : TarEntryType.RegularFile;
        var entry = new UstarTarEntry(type, path) { ModificationTime = DateTimeOffset.UnixEpoch, Mode = (UnixFileMode)(type == TarEntryType.Directory ? 0x1ED : 0x1A4) };
        if (type is TarEntryType.HardLink or TarEntryType.SymbolicLink)
            entry.LinkName = content[1..];
        else if (type == TarEntryType.RegularFile)
            entry.DataStream = new MemoryStream(Encoding.UTF8.GetBytes(content));
        return entry;
    }

    private static byte[] CompressByGzip(byte[] bytes)
    {
        using var compressed = new MemoryStream();
        using (var stream = new GZipStream(compressed, CompressionLevel.Fastest, leaveOpen: true))
            stream.Write(bytes);
        return compressed.ToArray();
    }

    // The stream is written asynchronously alone.
    private static async Task<byte[]> CompressByZstdAsync(byte[] bytes)
    {
        using var compressed = new MemoryStream();
        await using (var stream = new ZstdCompressionStream(compressed, 3, leaveOpen: true))
        {
            await stream.WriteAsync(bytes, TestContext.Current.CancellationToken);
            await stream.CompleteAsync(TestContext.Current.CancellationToken);
        }
        return compressed.ToArray();
    }
}
