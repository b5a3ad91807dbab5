// SPDX-License-Identifier: Apache-2.0
using System.Net;
using Slipway.Oci;

namespace Slipway.Registry.Tests;

public sealed class MountTests(RegistryFixture fixture) : IClassFixture<RegistryFixture>
{
    private readonly RegistryHttp _http = fixture.Http;
    private readonly string _from = fixture.NewRepository();
    private readonly string _to = fixture.NewRepository();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_blob_is_mounted_from_where_it_is_named_or_not(bool isNamed)
    {
        var digest = await _http.PushBlobAsync(_from, $"shared {isNamed}");

        var response = await _http.SendAsync("POST", $"/v2/{_to}/blobs/uploads/?mount={digest}{(isNamed ? $"&from={_from}" : "")}");

        response.StatusCode.ShouldBe(HttpStatusCode.Created);
        response.Headers.Location!.OriginalString.ShouldBe($"/v2/{_to}/blobs/{digest}");
        response.Header("Docker-Content-Digest").ShouldBe(digest.ToString());
        (await _http.HeadAsync($"/v2/{_to}/blobs/{digest}")).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("test/without")]
    [InlineData("NO NAME")]
    public async Task What_cannot_be_mounted_can_be_uploaded(string from)
    {
        var content = "not there"u8.ToArray();

        var response = await _http.SendAsync("POST", $"/v2/{_to}/blobs/uploads/?mount={Digest.Sha256(content)}&from={Uri.EscapeDataString(from)}");

        response.StatusCode.ShouldBe(HttpStatusCode.Accepted);
        var put = await _http.SendAsync("PUT", $"{response.Headers.Location!.OriginalString}?digest={Digest.Sha256(content)}", content);
        put.StatusCode.ShouldBe(HttpStatusCode.Created);
        await _http.DeleteAsync($"/v2/{_to}/blobs/{Digest.Sha256(content)}");
    }

    [Fact]
    public async Task Mounting_what_is_no_digest_is_refused() =>
        await (await _http.SendAsync("POST", $"/v2/{_to}/blobs/uploads/?mount=latest&from={_from}")).ShouldBeErrorAsync(HttpStatusCode.BadRequest, "DIGEST_INVALID");
}
