// SPDX-License-Identifier: Apache-2.0
using Slipway.Distribution;
using Slipway.Oci;
using Slipway.TestKit;

namespace Slipway.Registry.Tests;

/// <summary>Our client and our registry, which know nothing of each other but the protocol.</summary>
public sealed class OwnClientTests
{
    [Fact]
    public async Task Our_client_logs_in_pushes_mounts_lists_and_gets_the_same_image_back()
    {
        var cancellation = TestContext.Current.CancellationToken;
        await using var registry = await TestRegistry.StartAsync(cancellation, static options => options with { Anonymous = AnonymousAccess.None });
        using var folder = new TempFolder();
        var (here, there) = (OciLayout.Open(folder["here"]), OciLayout.Open(folder["there"]));
        var index = RandomImage.CreateIndex(here, seed: 11, Platform.LinuxAmd64, Platform.Parse("linux/arm64"));
        var name = ImageReference.Parse($"{registry.Registry}/team/app:1.0");
        await here.SetReferenceAsync(name, index, cancellation);
        var credentials = new CredentialStore(folder["config.json"]);
        using var http = new GuardedHttp();
        var transfer = new ImageTransfer(http, credentials);

        (await Should.ThrowAsync<RegistryException>(() => transfer.PushAsync(here, index, name, null, cancellation))).IsUnauthorized.ShouldBeTrue();
        await new RegistryLogin(http, credentials).LoginAsync(registry.Registry, RegistryCredential.FromPassword("me", registry.PushToken), null, cancellation);
        await transfer.PushAsync(here, index, name, null, cancellation);
        await transfer.PushAsync(here, index, ImageReference.Parse($"{registry.Registry}/team/other:1.0"), null, cancellation);
        var pulled = await transfer.PullAsync(new(name, null), there, null, cancellation);

        pulled.Stored.Digest.ShouldBe(index.Digest);
        foreach (var (digest, path, _) in there.ListBlobs())
            (await File.ReadAllBytesAsync(path, cancellation)).ShouldBe(await File.ReadAllBytesAsync(here.BlobPath(digest), cancellation));
        using var client = await transfer.ConnectAsync(name, cancellation);
        (await client.ListTagsAsync(name.Repository, cancellation).ToListAsync(cancellation)).ShouldBe([Tag.Parse("1.0")]);
    }
}
