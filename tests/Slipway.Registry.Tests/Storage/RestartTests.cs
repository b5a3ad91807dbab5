// SPDX-License-Identifier: Apache-2.0
using System.Net;
using System.Text;
using Slipway.Native;
using Slipway.Oci;
using Slipway.TestKit;

namespace Slipway.Registry.Tests;

public sealed class RestartTests
{
    private static readonly byte[] Content = Encoding.UTF8.GetBytes("bytes that come in two lives");

    [Fact]
    public async Task An_upload_goes_on_after_a_restart()
    {
        await using var registry = await TestRegistry.StartAsync(RegistryHttp.Cancellation);
        string upload;
        using (var before = new RegistryHttp(registry))
        {
            upload = await before.StartUploadAsync("team/app");
            await before.SendAsync("PATCH", upload, Content[..10], ("Content-Range", "0-9"));
        }

        await registry.RestartAsync(RegistryHttp.Cancellation);

        using var after = new RegistryHttp(registry);
        (await after.GetAsync(upload)).Header("Range").ShouldBe("0-9");
        var digest = Digest.Sha256(Content);
        (await after.SendAsync("PUT", $"{upload}?digest={digest}", Content[10..], ("Content-Range", $"10-{Content.Length - 1}"))).StatusCode.ShouldBe(HttpStatusCode.Created);
        (await (await after.GetAsync($"/v2/team/app/blobs/{digest}")).BytesAsync()).ShouldBe(Content);
    }

    [Fact]
    public async Task Images_are_there_after_a_restart()
    {
        await using var registry = await TestRegistry.StartAsync(RegistryHttp.Cancellation);
        using var before = new RegistryHttp(registry);
        var digest = await before.PushImageAsync("team/app", "1.0");

        await registry.RestartAsync(RegistryHttp.Cancellation);

        using var after = new RegistryHttp(registry);
        (await after.HeadAsync("/v2/team/app/manifests/1.0")).Header("Docker-Content-Digest").ShouldBe(digest.ToString());
        (await after.GetAsync($"/v2/team/app/blobs/{Digest.Sha256("layer"u8)}").TextAsync()).ShouldBe("layer");
    }

    [Fact]
    public async Task Two_registries_on_one_storage_see_each_others_images_and_uploads()
    {
        await using var registry = await TestRegistry.StartAsync(RegistryHttp.Cancellation);
        await using var second = await RegistryServer.StartAsync(registry.Server.Options, cancellationToken: RegistryHttp.Cancellation);
        using var here = new RegistryHttp(registry);
        using var there = new RegistryHttp(second.Address, registry.PushToken);

        var digest = await here.PushImageAsync("team/app", "1.0");
        var upload = await here.StartUploadAsync("team/app");
        await here.SendAsync("PATCH", upload, Content[..5]);
        await there.SendAsync("PATCH", upload, Content[5..15]);
        var put = await here.SendAsync("PUT", $"{upload}?digest={Digest.Sha256(Content)}", Content[15..]);

        put.StatusCode.ShouldBe(HttpStatusCode.Created);
        (await there.HeadAsync("/v2/team/app/manifests/1.0")).Header("Docker-Content-Digest").ShouldBe(digest.ToString());
        (await (await there.GetAsync($"/v2/team/app/blobs/{Digest.Sha256(Content)}")).BytesAsync()).ShouldBe(Content);
    }

    [Fact]
    public async Task Records_of_a_newer_version_are_left_alone()
    {
        using var folder = new TempFolder();
        var options = new RegistryOptions { Root = folder.MakeFolder("registry"), Listen = new(IPAddress.Loopback, 0) };
        using (var database = SqliteDatabase.Open(folder["registry/meta.db"]))
            database.Execute("PRAGMA user_version = 1000");

        var refused = await Should.ThrowAsync<InvalidDataException>(() => RegistryServer.StartAsync(options, cancellationToken: RegistryHttp.Cancellation));

        refused.Message.ShouldContain("version 1000");
    }

    [Fact]
    public async Task A_port_that_is_in_use_is_told()
    {
        await using var registry = await TestRegistry.StartAsync(RegistryHttp.Cancellation);
        var options = registry.Server.Options with { Listen = new(IPAddress.Loopback, registry.Server.Address.Port) };

        (await Should.ThrowAsync<IOException>(() => RegistryServer.StartAsync(options, cancellationToken: RegistryHttp.Cancellation)))
            .Message.ShouldContain($"127.0.0.1:{registry.Server.Address.Port}");
    }

    [Fact]
    public async Task A_registry_does_not_listen_beyond_this_machine_by_itself()
    {
        using var folder = new TempFolder();
        var options = new RegistryOptions { Root = folder["registry"], Listen = new(IPAddress.Any, 0) };

        (await Should.ThrowAsync<ArgumentException>(() => RegistryServer.StartAsync(options, cancellationToken: RegistryHttp.Cancellation))).Message.ShouldContain("0.0.0.0:0");
        await using var told = await RegistryServer.StartAsync(options with { Exposure = Exposure.Network }, cancellationToken: RegistryHttp.Cancellation);
        told.Address.Port.ShouldBeGreaterThan(0);
    }

    [Fact]
    public void A_root_that_depends_on_the_working_folder_is_refused() =>
        Should.Throw<ArgumentException>(static () => new RegistryOptions { Root = "registry" }).Message.ShouldContain("'registry'");
}
