// SPDX-License-Identifier: Apache-2.0
using System.Net;
using Slipway.Native;
using Slipway.Oci;
using Slipway.TestKit;

namespace Slipway.Registry.Tests;

public sealed class FullDiskTests
{
    [Fact]
    public async Task A_full_disk_refuses_pushes_clearly_serves_pulls_and_takes_pushes_again_when_there_is_room()
    {
        Needs.Root();
        using var folder = new TempFolder();
        var mount = folder.MakeFolder("small");
        (await new Command("mount", ["-t", "tmpfs", "-o", "size=24m", "tmpfs", mount]).RunAsync(RegistryHttp.Cancellation)).EnsureSuccess();
        try
        {
            var options = new RegistryOptions { Root = Path.Combine(mount, "registry"), Listen = new(IPAddress.Loopback, 0) };
            await using var server = await RegistryServer.StartAsync(options, cancellationToken: RegistryHttp.Cancellation);
            using var http = new RegistryHttp(server.Address, server.PushToken);
            await http.PushImageAsync("team/app", "1.0");
            var large = new byte[40 << 20];
            new Random(1).NextBytes(large);
            var upload = await http.StartUploadAsync("team/app");

            var patched = await http.SendAsync("PATCH", upload, large);
            var posted = await http.SendAsync("POST", $"/v2/team/app/blobs/uploads/?digest={Digest.Sha256(large)}", large);

            (await patched.ShouldBeErrorAsync(HttpStatusCode.ServiceUnavailable, "UNAVAILABLE"))[0].GetProperty("message").GetString().ShouldNotBeNull().ShouldContain("storage is full");
            await posted.ShouldBeErrorAsync(HttpStatusCode.ServiceUnavailable, "UNAVAILABLE");
            (await http.GetAsync("/v2/team/app/manifests/1.0")).StatusCode.ShouldBe(HttpStatusCode.OK);
            (await http.GetAsync($"/v2/team/app/blobs/{Digest.Sha256("layer"u8)}").TextAsync()).ShouldBe("layer");

            // What arrived is kept, and can be given up for room.
            (await http.DeleteAsync(upload)).StatusCode.ShouldBe(HttpStatusCode.NoContent);
            (await http.PushImageAsync("team/app", "2.0", "another")).IsDefault.ShouldBeFalse();
        }
        finally
        {
            // The test may be cancelled; the mount must go all the same.
            (await new Command("umount", ["-l", mount]).RunAsync(CancellationToken.None)).EnsureSuccess();
        }
    }
}
