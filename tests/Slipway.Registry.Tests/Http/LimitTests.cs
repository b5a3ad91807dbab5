// SPDX-License-Identifier: Apache-2.0
using System.Net;
using Slipway.Oci;
using Slipway.TestKit;

namespace Slipway.Registry.Tests;

public sealed class LimitTests
{
    [Fact]
    public async Task A_blob_larger_than_the_limit_is_refused_announced_or_not()
    {
        await using var registry = await TestRegistry.StartAsync(RegistryHttp.Cancellation, static options => options with { Limits = new() { MaxBlobSize = 1000 } });
        using var http = new RegistryHttp(registry);
        var upload = await http.StartUploadAsync("team/app");
        var request = new HttpRequestMessage(HttpMethod.Patch, upload) { Content = new StreamContent(new MemoryStream(new byte[1001])) };
        request.Headers.TransferEncodingChunked = true;

        await (await http.SendAsync("PATCH", upload, new byte[1001])).ShouldBeErrorAsync(HttpStatusCode.RequestEntityTooLarge, "SIZE_INVALID");
        await (await http.Client.SendAsync(request, RegistryHttp.Cancellation)).ShouldBeErrorAsync(HttpStatusCode.RequestEntityTooLarge, "SIZE_INVALID");
        (await http.SendAsync("PUT", $"{upload}?digest={Digest.Sha256(new byte[1000])}", new byte[1000])).StatusCode.ShouldBe(HttpStatusCode.Created);
    }

    [Fact]
    public async Task More_uploads_than_the_limit_are_told_to_wait()
    {
        await using var registry = await TestRegistry.StartAsync(RegistryHttp.Cancellation, static options => options with { Limits = new() { MaxUploads = 2 } });
        using var http = new RegistryHttp(registry);
        var first = await http.StartUploadAsync("team/app");
        await http.StartUploadAsync("team/app");

        var refused = await http.SendAsync("POST", "/v2/team/app/blobs/uploads/");

        await refused.ShouldBeErrorAsync(HttpStatusCode.TooManyRequests, "TOOMANYREQUESTS");
        refused.Header("Retry-After").ShouldBe("60");
        await http.DeleteAsync(first);
        await http.StartUploadAsync("team/app");
        Directory.GetFiles(Path.Combine(registry.Root, "data/uploads")).Length.ShouldBe(2);
    }

    [Fact]
    public async Task One_user_leaves_room_for_the_uploads_of_others()
    {
        using var folder = new TempFolder();
        folder.Write("htpasswd", $"alice:{Native.Bcrypt.Make("wonderland", cost: 4)}\nbob:{Native.Bcrypt.Make("builder", cost: 4)}\n");
        await using var registry = await TestRegistry.StartAsync(RegistryHttp.Cancellation, options => options with { HtpasswdFile = folder["htpasswd"], Limits = new() { MaxUploadsPerUser = 1 } });
        using var alice = RegistryHttp.Anonymous(registry);
        using var bob = RegistryHttp.Anonymous(registry);
        alice.Client.DefaultRequestHeaders.Authorization = RegistryHttp.Basic("alice", "wonderland");
        bob.Client.DefaultRequestHeaders.Authorization = RegistryHttp.Basic("bob", "builder");
        await alice.StartUploadAsync("team/app");

        await (await alice.SendAsync("POST", "/v2/team/app/blobs/uploads/")).ShouldBeErrorAsync(HttpStatusCode.TooManyRequests, "TOOMANYREQUESTS");
        await bob.StartUploadAsync("team/app");
        Directory.GetFiles(Path.Combine(registry.Root, "data/uploads")).Length.ShouldBe(2);
    }

    [Fact]
    public async Task A_page_has_no_more_entries_than_the_limit()
    {
        await using var registry = await TestRegistry.StartAsync(RegistryHttp.Cancellation, static options => options with { Limits = new() { MaxPageSize = 2 } });
        using var http = new RegistryHttp(registry);
        foreach (var tag in new[] { "a", "b", "c" })
            await http.PushImageAsync("team/app", tag);

        var page = await http.GetAsync("/v2/team/app/tags/list?n=50");

        (await page.ListAsync("tags")).ShouldBe(["a", "b"]);
        page.Header("Link").ShouldBe("</v2/team/app/tags/list?n=2&last=b>; rel=\"next\"");
    }

    [Fact]
    public async Task A_registry_behind_a_proxy_sends_clients_to_the_address_that_they_know()
    {
        await using var registry = await TestRegistry.StartAsync(RegistryHttp.Cancellation, static options => options with { PublicAddress = new("https://registry.example.com/") });
        using var http = RegistryHttp.Anonymous(registry);

        (await http.GetAsync("/v2/")).Header("WWW-Authenticate").ShouldStartWith("Bearer realm=\"https://registry.example.com/token\",");
    }
}
