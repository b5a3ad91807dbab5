// SPDX-License-Identifier: Apache-2.0
using Slipway.Oci;
using Slipway.TestKit;

namespace Slipway.Cli.Tests.Images;

/// <summary>One image in Docker and in a store of ours, under the same two names.</summary>
public sealed class DockerWithImage : IAsyncLifetime
{
    private DockerDaemon? _docker;

    internal TestProgram Slipway { get; } = new();

    internal DockerDaemon Docker => _docker!;

    public async ValueTask InitializeAsync()
    {
        var cancellation = TestContext.Current.CancellationToken;
        Slipway.Time.Now = TimeProvider.System.GetUtcNow();
        _docker = await DockerDaemon.StartAsync(cancellation);
        var image = TestImage.CreateRich(Slipway.Store);
        foreach (var name in new[] { "team/app:1.0", "team/app:latest" })
            await Slipway.Store.SetReferenceAsync(ImageReference.Parse(name), image, cancellation);
        await Slipway.OutputOfAsync("save", "team/app:1.0", "team/app:latest", "-o", "app.tar");
        await _docker.RunAsync(["load", "-i", Slipway.Folder["app.tar"]], cancellation);
    }

    public async ValueTask DisposeAsync()
    {
        if (_docker is not null)
            await _docker.DisposeAsync();
        Slipway.Dispose();
    }
}
