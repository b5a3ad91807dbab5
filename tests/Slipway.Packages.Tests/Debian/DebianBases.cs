// SPDX-License-Identifier: Apache-2.0
using System.Net.Sockets;
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
