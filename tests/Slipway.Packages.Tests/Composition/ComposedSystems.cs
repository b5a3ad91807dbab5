// SPDX-License-Identifier: Apache-2.0
using Slipway.Distribution;
using Slipway.Oci;
using Slipway.TestKit;

namespace Slipway.Packages.Tests;

/// <summary>A Node.js base for two platforms, composed in one run from Debian's own mirrors, and once more from nothing but what was fetched.</summary>
public sealed class ComposedSystems : IAsyncDisposable
{
    private readonly TempFolder _folder = new();
    private readonly SemaphoreSlim _making = new(1);
    private Dictionary<string, (Descriptor First, Descriptor Second)>? _made;

    public static IReadOnlyList<Platform> Platforms { get; } = [Platform.Parse("linux/amd64"), Platform.Parse("linux/arm64")];

    public OciLayout Store => OciLayout.Open(_folder["one"]);

    public OciLayout Other => OciLayout.Open(_folder["two"]);

    public static PackagesRequest Request { get; } = new()
    {
        Suite = DebianSuite.Parse("bookworm"),
        Include = ["nodejs", "ca-certificates"],
        Users = [new() { Name = "app" }],
        Links = [new() { Path = "/usr/local/bin/js", Target = "/usr/bin/node" }],
        Files = [new() { Path = "/etc/motd", Content = "hello\n"u8.ToArray(), User = "app", Mode = 0x180 }],
    };

    public async Task<(Descriptor First, Descriptor Second)> MakeAsync(string platform, CancellationToken cancellationToken)
    {
        Needs.Tool("gpgv");
        await Needs.DebianMirrorsAsync(cancellationToken);
        await _making.WaitAsync(cancellationToken);
        try
        {
            if (_made is null)
            {
                var first = await ComposeAsync(Store, cancellationToken);
                var second = await ComposeAsync(Other, cancellationToken);
                _made = first.Zip(second).Zip(Platforms).ToDictionary(static one => one.Second.ToString(), static one => one.First);
            }
            return _made[platform];
        }
        finally
        {
            _making.Release();
        }
    }

    private async Task<Descriptor[]> ComposeAsync(OciLayout store, CancellationToken cancellationToken)
    {
        using var http = new GuardedHttp();
        var composer = new PackageComposer(new(_folder["home"]), http);
        return await Task.WhenAll(Platforms.Select(async platform =>
        {
            var request = Request with { Platform = platform };
            return await composer.ComposeAsync(request, await composer.ResolveAsync(request, cancellationToken), ComposedForm.System, store, null, cancellationToken);
        }));
    }

    public ValueTask DisposeAsync()
    {
        _making.Dispose();
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }
}
