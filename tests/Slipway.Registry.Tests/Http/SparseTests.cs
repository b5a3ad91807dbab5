// SPDX-License-Identifier: Apache-2.0
using System.Net;
using System.Text;
using Slipway.Oci;
using Slipway.TestKit;

namespace Slipway.Registry.Tests;

/// <summary>Manifests that name what the repository doesn't hold.</summary>
public sealed class SparseTests
{
    private static readonly byte[] Layer = "a layer that comes later"u8.ToArray();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(SparsePolicy.Whole, HttpStatusCode.BadRequest, HttpStatusCode.BadRequest)]
    [InlineData(SparsePolicy.Indexes, HttpStatusCode.Created, HttpStatusCode.BadRequest)]
    [InlineData(SparsePolicy.Images, HttpStatusCode.Created, HttpStatusCode.Created)]
    public async Task What_may_be_missing_is_the_policys_to_say(SparsePolicy policy, HttpStatusCode index, HttpStatusCode image)
    {
        await using var registry = await TestRegistry.StartAsync(Cancellation, options => options with { Sparse = policy });
        using var http = new RegistryHttp(registry);
        var config = await http.PushBlobAsync("team/app", "{}");

        (await http.PutManifestAsync("team/app", "index", RegistryHttp.Index((Digest.Sha256("elsewhere"u8), 9)), MediaTypes.Index)).StatusCode.ShouldBe(index);
        (await http.PutManifestAsync("team/app", "image", RegistryHttp.Manifest(config, 2, Digest.Sha256(Layer), Layer.Length))).StatusCode.ShouldBe(image);
    }

    [Fact]
    public async Task Who_pushes_a_sparse_manifest_is_warned_and_who_pushes_a_whole_one_is_not()
    {
        await using var registry = await TestRegistry.StartAsync(Cancellation, static options => options with { Sparse = SparsePolicy.Indexes });
        using var http = new RegistryHttp(registry);
        var image = Encoding.UTF8.GetBytes(await http.MakeManifestAsync("team/app"));
        var whole = await http.PutManifestAsync("team/app", "image", Encoding.UTF8.GetString(image));

        var sparse = await http.PutManifestAsync("team/app", "index", RegistryHttp.Index((Digest.Sha256(image), image.Length), (Digest.Sha256("elsewhere"u8), 9)), MediaTypes.Index);

        whole.Header("Warning").ShouldBeNull();
        sparse.Header("Warning").ShouldBe("299 - \"1 of what this manifest names is not in 'team/app'; who pulls it must find the rest elsewhere\"");
    }

    [Theory]
    [InlineData(SparsePolicy.Images, "\"mediaType\":\"application/vnd.oci.image.layer.v1.tar\"", true)]
    [InlineData(SparsePolicy.Images, "\"mediaType\":\"application/vnd.oci.image.layer.v1.tar\"", false)]
    [InlineData(SparsePolicy.Whole, "\"mediaType\":\"application/vnd.oci.image.layer.nondistributable.v1.tar\"", true)]
    [InlineData(SparsePolicy.Whole, "\"mediaType\":\"application/vnd.oci.image.layer.v1.tar\",\"urls\":[\"https://example.com/layer\"]", false)]
    public async Task A_blob_that_is_there_beside_a_manifest_which_could_do_without_is_not_collected(SparsePolicy policy, string fields, bool isFirst)
    {
        await using var registry = await TestRegistry.StartAsync(Cancellation, options => options with { Sparse = policy, Collection = new() { Grace = TimeSpan.Zero } });
        using var http = new RegistryHttp(registry);
        var config = await http.PushBlobAsync("team/app", "{}");
        var unused = await http.PushBlobAsync("team/app", "that nothing names");
        var manifest = $$"""{"schemaVersion":2,"config":{"mediaType":"{{MediaTypes.Config}}","digest":"{{config}}","size":2},"layers":[{ {{fields}},"digest":"{{Digest.Sha256(Layer)}}","size":{{Layer.Length}}}]}""";
        if (isFirst)
            await http.PushBlobAsync("team/app", Layer);
        (await http.PutManifestAsync("team/app", "1.0", manifest)).StatusCode.ShouldBe(HttpStatusCode.Created);
        if (!isFirst)
            await http.PushBlobAsync("team/app", Layer);
        await Task.Delay(10, Cancellation);

        // A blob goes in two steps.
        await registry.Server.Storage.Collector.CollectAsync(CollectionMode.Collect, Cancellation);
        await registry.Server.Storage.Collector.CollectAsync(CollectionMode.Collect, Cancellation);

        (await http.HeadAsync($"/v2/team/app/blobs/{unused}")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        Encoding.UTF8.GetString(await (await http.GetAsync($"/v2/team/app/blobs/{Digest.Sha256(Layer)}")).BytesAsync()).ShouldBe(Encoding.UTF8.GetString(Layer));
    }
}
