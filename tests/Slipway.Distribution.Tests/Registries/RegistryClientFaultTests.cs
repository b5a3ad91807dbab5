// SPDX-License-Identifier: Apache-2.0
using System.Net;
using System.Text;
using Slipway.Oci;
using Slipway.TestKit;

namespace Slipway.Distribution.Tests;

public sealed class RegistryClientFaultTests : IDisposable
{
    private readonly GuardedHttp _http = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _http.Dispose();

    [Fact]
    public async Task A_blob_whose_connection_breaks_is_fetched_on_from_where_it_broke()
    {
        var (content, blob) = FaultyRegistry.Blob(200_000);
        await using var server = new ScriptedServer(request =>
        {
            var from = request.Headers["Range"].FirstOrDefault() is { } range ? int.Parse(range["bytes=".Length..^1]) : 0;
            return new ScriptedResponse(from > 0 ? HttpStatusCode.PartialContent : HttpStatusCode.OK)
            {
                Body = content[from..],
                CutAfter = 70_000,
                Headers = from > 0 ? new() { ["Content-Range"] = $"bytes {from}-{content.Length - 1}/{content.Length}" } : [],
            };
        });
        using var client = await FaultyRegistry.ConnectAsync(_http, server);

        (await ReadAsync(await client.OpenBlobAsync(FaultyRegistry.App, blob, Cancellation))).ShouldBe(content);

        server.Requests.Select(static request => request.Headers["Range"].FirstOrDefault()).ShouldBe([null, "bytes=70000-", "bytes=140000-"]);
    }

    [Fact]
    public async Task A_blob_is_resumed_at_a_registry_that_knows_no_ranges()
    {
        var (content, blob) = FaultyRegistry.Blob(100_000);
        var cuts = 0;
        await using var server = new ScriptedServer(_ => new ScriptedResponse(HttpStatusCode.OK) { Body = content, CutAfter = Interlocked.Increment(ref cuts) == 1 ? 60_000 : null });
        using var client = await FaultyRegistry.ConnectAsync(_http, server);

        (await ReadAsync(await client.OpenBlobAsync(FaultyRegistry.App, blob, Cancellation))).ShouldBe(content);
    }

    [Fact]
    public async Task A_blob_that_never_gets_further_is_given_up()
    {
        var (content, blob) = FaultyRegistry.Blob(1000);
        await using var server = new ScriptedServer(request => request.Headers.Contains("Range")
            ? new ScriptedResponse(HttpStatusCode.ServiceUnavailable)
            : new ScriptedResponse(HttpStatusCode.OK) { Body = content, CutAfter = 10 });
        using var client = await FaultyRegistry.ConnectAsync(_http, server);
        var stream = await client.OpenBlobAsync(FaultyRegistry.App, blob, Cancellation);

        var broken = await Should.ThrowAsync<RegistryException>(async () => await ReadAsync(stream));

        broken.IsTransient.ShouldBeTrue();
    }

    [Fact]
    public async Task A_blob_with_other_bytes_than_its_digest_names_is_refused()
    {
        var (content, blob) = FaultyRegistry.Blob(1000);
        content[500] ^= 1;
        await using var server = new ScriptedServer(_ => new ScriptedResponse(HttpStatusCode.OK) { Body = content });
        using var client = await FaultyRegistry.ConnectAsync(_http, server);

        await Should.ThrowAsync<CorruptBlobException>(async () => await ReadAsync(await client.OpenBlobAsync(FaultyRegistry.App, blob, Cancellation)));
    }

    [Fact]
    public async Task A_manifest_with_other_bytes_than_its_digest_names_is_refused()
    {
        var (_, other) = FaultyRegistry.Blob(10);
        await using var server = new ScriptedServer(static _ => ScriptedResponse.Text(HttpStatusCode.OK, """{"schemaVersion":2,"manifests":[]}"""));
        using var client = await FaultyRegistry.ConnectAsync(_http, server);

        await Should.ThrowAsync<CorruptBlobException>(async () => await client.FetchManifestAsync(FaultyRegistry.App, other.Digest.ToString(), Cancellation));
    }

    [Fact]
    public async Task A_manifest_larger_than_4_MiB_is_not_read()
    {
        await using var server = new ScriptedServer(static _ => new ScriptedResponse(HttpStatusCode.OK) { Body = new byte[ManifestBlob.MaxSize + 1] });
        using var client = await FaultyRegistry.ConnectAsync(_http, server);

        var refusal = await Should.ThrowAsync<RegistryException>(async () => await client.FetchManifestAsync(FaultyRegistry.App, "latest", Cancellation));

        refusal.Message.ShouldContain("larger than");
    }

    [Fact]
    public async Task A_registry_that_asks_to_wait_is_asked_again_after_that()
    {
        var asked = 0;
        await using var server = new ScriptedServer(_ => Interlocked.Increment(ref asked) < 3
            ? new ScriptedResponse(HttpStatusCode.TooManyRequests) { Headers = { ["Retry-After"] = "0" } }
            : ScriptedResponse.Text(HttpStatusCode.OK, """{"name":"team/app","tags":["1"]}"""));
        // Without the registry's own word the wait would outlast the test.
        using var client = await FaultyRegistry.ConnectAsync(_http, server, FaultyRegistry.Impatient with { RetryDelay = TimeSpan.FromHours(1) });

        (await ToListAsync(client.ListTagsAsync(FaultyRegistry.App, Cancellation))).ShouldBe([Tag.Parse("1")]);
    }

    [Fact]
    public async Task A_registry_that_stays_down_is_told_with_its_status_after_the_last_attempt()
    {
        await using var server = new ScriptedServer(static _ => ScriptedResponse.Text(HttpStatusCode.BadGateway, "<html>"));
        using var client = await FaultyRegistry.ConnectAsync(_http, server);

        var down = await Should.ThrowAsync<RegistryException>(async () => await client.FetchManifestAsync(FaultyRegistry.App, "1", Cancellation));

        down.StatusCode.ShouldBe(HttpStatusCode.BadGateway);
        down.IsTransient.ShouldBeTrue();
        server.Requests.Count.ShouldBe(3);
    }

    [Fact]
    public async Task A_refusal_tells_the_registry_s_own_errors()
    {
        await using var server = new ScriptedServer(static _ =>
            ScriptedResponse.Text(HttpStatusCode.NotFound, """{"errors":[{"code":"MANIFEST_UNKNOWN","message":"manifest\u001b[2J unknown","detail":{"Tag":"1"}}]}"""));
        using var client = await FaultyRegistry.ConnectAsync(_http, server);

        var refusal = await Should.ThrowAsync<RegistryException>(async () => await client.FetchManifestAsync(FaultyRegistry.App, "1", Cancellation));

        refusal.Errors.ShouldHaveSingleItem().Code.ShouldBe("MANIFEST_UNKNOWN");
        refusal.IsNotFound.ShouldBeTrue();
        refusal.Message.ShouldBe($"Cannot fetch the manifest '{server.Authority}/team/app:1': GET 'http://{server.Authority}/v2/team/app/manifests/1' was answered with 404 (MANIFEST_UNKNOWN: manifest [2J unknown).");
    }

    [Fact]
    public async Task A_registry_that_is_not_there_is_told_as_such()
    {
        string authority;
        await using (var gone = new ScriptedServer(static _ => ScriptedResponse.Text(HttpStatusCode.OK, "")))
            authority = gone.Authority;
        using var client = await RegistryClient.ConnectAsync(_http, authority, null, FaultyRegistry.Impatient, Cancellation);

        var refused = await Should.ThrowAsync<RegistryException>(async () => await client.PingAsync(Cancellation));

        refused.IsTransient.ShouldBeTrue();
        refused.Message.ShouldContain("Connection refused");
    }

    [Fact]
    public async Task A_list_goes_on_over_its_pages_and_stops_when_they_go_in_a_circle()
    {
        await using var server = new ScriptedServer(static request => request.Target.Contains("last=a", StringComparison.Ordinal)
            ? Page("b", "</v2/team/app/tags/list?n=1&last=b>; rel=\"next\"")
            : request.Target.Contains("last=b", StringComparison.Ordinal)
                ? Page("c", "</v2/team/app/tags/list?n=1&last=a>; rel=\"next\"")
                : Page("a", "</v2/team/app/tags/list?n=1&last=a>; rel=\"next\""));
        using var client = await FaultyRegistry.ConnectAsync(_http, server);
        var tags = new List<string>();

        var circle = await Should.ThrowAsync<RegistryException>(async () =>
        {
            await foreach (var tag in client.ListTagsAsync(FaultyRegistry.App, Cancellation))
                tags.Add(tag.ToString());
        });

        tags.ShouldBe(["a", "b", "c"]);
        circle.Message.ShouldContain("circle");
    }

    [Fact]
    public async Task A_list_does_not_go_on_at_another_host()
    {
        await using var server = new ScriptedServer(static _ => Page("a", "<http://169.254.169.254/next>; rel=\"next\""));
        using var client = await FaultyRegistry.ConnectAsync(_http, server);

        await Should.ThrowAsync<RegistryException>(async () => await ToListAsync(client.ListTagsAsync(FaultyRegistry.App, Cancellation)));
    }

    [Fact]
    public async Task A_manifest_that_the_registry_stored_differently_is_an_error()
    {
        await using var server = new ScriptedServer(static _ =>
            new ScriptedResponse(HttpStatusCode.Created) { Headers = { ["Docker-Content-Digest"] = Digest.Sha256("other"u8).ToString() } });
        using var client = await FaultyRegistry.ConnectAsync(_http, server);
        var manifest = ManifestBlob.Create(new ImageIndex { Manifests = [] });

        var difference = await Should.ThrowAsync<RegistryException>(async () => await client.PushManifestAsync(FaultyRegistry.App, manifest, Tag.Latest, Cancellation));

        difference.Message.ShouldContain("other bytes than were sent");
    }

    private static ScriptedResponse Page(string tag, string link) =>
        new(HttpStatusCode.OK) { Body = Encoding.UTF8.GetBytes($$"""{"name":"team/app","tags":["{{tag}}"]}"""), Headers = { ["Link"] = link } };

    private static async Task<byte[]> ReadAsync(Stream stream)
    {
        await using (stream)
        {
            var content = new MemoryStream();
            await stream.CopyToAsync(content, Cancellation);
            return content.ToArray();
        }
    }

    private static async Task<List<T>> ToListAsync<T>(IAsyncEnumerable<T> items)
    {
        var list = new List<T>();
        await foreach (var item in items)
            list.Add(item);
        return list;
    }
}
