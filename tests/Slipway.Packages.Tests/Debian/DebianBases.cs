// SPDX-License-Identifier: Apache-2.0
using System.Net.Sockets;
using Slipway.Native;
using Slipway.Oci;
using Slipway.TestKit;

namespace Slipway.Packages.Tests;

/// <summary>A Debian base with one package more, made twice by the real mmdebstrap: slow, so the tests of a class share it.</summary>
public sealed class DebianBases : IAsyncDisposable
{
    private readonly TempFolder _folder = new();
    private readonly SemaphoreSlim _making = new(1);
    private (BaseImage, BaseImage)? _made;

    public OciLayout Store => OciLayout.Open(_folder["one"]);

    public BaseImages Images => new(new SlipwayHome(_folder["home-one"]));

    public static BaseImageRequest Request { get; } = new()
    {
        From = BaseName.Parse("debian/bookworm"),
        Include = ["ca-certificates"],
        Name = ImageReference.Parse("base:1"),
    };

    public DateTimeOffset Began { get; } = DateTimeOffset.UtcNow;

    public List<string> Progress { get; } = [];

    public async Task<(BaseImage First, BaseImage Second)> MakeAsync(CancellationToken cancellationToken)
    {
        Needs.Root();
        Needs.Tool("mmdebstrap");
        await RequireMirrorsAsync(cancellationToken);
        await _making.WaitAsync(cancellationToken);
        try
        {
            if (_made is { } made)
                return made;
            var first = await Images.MakeAsync(Request, Store, new Lines(Progress.Add), cancellationToken);
            var second = await new BaseImages(new SlipwayHome(_folder["home-two"])).MakeAsync(Request, OciLayout.Open(_folder["two"]), null, cancellationToken);
            return (_made = (first, second)).Value;
        }
        finally
        {
            _making.Release();
        }
    }

    /// <summary>What GNU tar and diff find to be different.</summary>
    public async Task<string> CompareAsync(BaseImage first, BaseImage second, CancellationToken cancellationToken)
    {
        var two = OciLayout.Open(_folder["two"]);
        using var one = await UnpackedLayer.OfAsync(Store, first.Image, cancellationToken);
        using var other = await UnpackedLayer.OfAsync(two, second.Image, cancellationToken);
        const string script = """
            diff -r --no-dereference --text "$3" "$4" | head -c 4000
            for blob in "$1" "$2"; do tar --list --verbose --full-time --gzip --file "$blob" > "$blob.list"; done
            diff "$1.list" "$2.list" | head -c 4000
            """;
        var command = new Command("sh", ["-c", script, "sh", BlobOf(Store, first), BlobOf(two, second), one.Root, other.Root]);
        return (await command.RunAsync(cancellationToken)).OutputText;
    }

    private static string BlobOf(OciLayout store, BaseImage image) => store.BlobPath(store.ReadManifest(image.Image).Image!.Layers[0].Digest);

    public static async Task RequireMirrorsAsync(CancellationToken cancellationToken)
    {
        try
        {
            using var probe = new TcpClient();
            await probe.ConnectAsync("deb.debian.org", 80, cancellationToken);
        }
        catch (SocketException)
        {
            Needs.Lack("it needs Debian's mirrors, which can't be reached");
        }
    }

    public ValueTask DisposeAsync()
    {
        _making.Dispose();
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }

    public sealed class Lines(Action<string> tell) : IProgress<string>
    {
        public void Report(string value) => tell(value);
    }
}
