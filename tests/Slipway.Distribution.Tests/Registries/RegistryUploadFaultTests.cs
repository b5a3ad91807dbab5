// SPDX-License-Identifier: Apache-2.0
using System.Net;
using Slipway.Oci;
using Slipway.TestKit;

namespace Slipway.Distribution.Tests;

public sealed class RegistryUploadFaultTests : IDisposable
{
    private readonly GuardedHttp _http = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _http.Dispose();

    [Fact]
    public async Task A_blob_too_large_for_one_request_is_sent_in_chunks()
    {
        var (content, blob) = FaultyRegistry.Blob(2500);
        var received = new List<byte>();
        await using var server = new ScriptedServer(request =>
        {
            switch (request.Method)
            {
                case "HEAD":
                    return new ScriptedResponse(HttpStatusCode.NotFound);
                case "PUT" when request.Body.Length > 0:
                    return new ScriptedResponse(HttpStatusCode.RequestEntityTooLarge);
                case "PATCH":
                    received.AddRange(request.Body);
                    break;
            }
            return new ScriptedResponse(request.Method == "PUT" ? HttpStatusCode.Created : HttpStatusCode.Accepted) { Headers = { ["Location"] = $"/session/{received.Count}?state=x" } };
        });
        using var client = await FaultyRegistry.ConnectAsync(_http, server);

        (await client.PushBlobAsync(FaultyRegistry.App, new BlobSource(blob, _ => Task.FromResult<Stream>(new MemoryStream(content))), Cancellation)).ShouldBe(PushedBlob.Uploaded);

        received.ShouldBe(content);
        server.Requests.Where(static request => request.Method == "PATCH").Select(static request => request.Headers["Content-Range"].Single())
            .ShouldBe(["0-999", "1000-1999", "2000-2499"]);
        server.Requests.Last().Target.ShouldBe($"/session/2500?state=x&digest={blob.Digest}");
    }

    [Fact]
    public async Task An_upload_that_breaks_off_starts_again()
    {
        var (content, blob) = FaultyRegistry.Blob(1000);
        var puts = 0;
        await using var server = new ScriptedServer(request => request.Method switch
        {
            "HEAD" => new ScriptedResponse(HttpStatusCode.NotFound),
            "POST" => new ScriptedResponse(HttpStatusCode.Accepted) { Headers = { ["Location"] = "/session" } },
            _ => new ScriptedResponse(Interlocked.Increment(ref puts) == 1 ? HttpStatusCode.ServiceUnavailable : HttpStatusCode.Created),
        });
        using var client = await FaultyRegistry.ConnectAsync(_http, server);

        await client.PushBlobAsync(FaultyRegistry.App, new BlobSource(blob, _ => Task.FromResult<Stream>(new MemoryStream(content))), Cancellation);

        server.Requests.Select(static request => request.Method).Where(static method => method is "POST" or "PUT").ShouldBe(["POST", "PUT", "POST", "PUT"]);
        server.Requests.Last().Body.ShouldBe(content);
    }

    [Fact]
    public async Task An_upload_that_breaks_off_goes_on_where_the_registry_says_that_it_stands()
    {
        var (content, blob) = FaultyRegistry.Blob(1000);
        var received = new List<byte>();
        await using var server = new ScriptedServer(request =>
        {
            switch (request.Method)
            {
                case "HEAD":
                    return new ScriptedResponse(HttpStatusCode.NotFound);
                case "POST":
                    return new ScriptedResponse(HttpStatusCode.Accepted) { Headers = { ["Location"] = "/session" } };
                case "PUT" when request.Body.Length == 1000:
                    received.AddRange(request.Body.AsSpan(0, 400));
                    return new ScriptedResponse(HttpStatusCode.BadGateway);
                case "GET":
                    return new ScriptedResponse(HttpStatusCode.NoContent) { Headers = { ["Location"] = "/session?part=2", ["Range"] = "0-399" } };
                case "PATCH":
                    received.AddRange(request.Body);
                    return new ScriptedResponse(HttpStatusCode.Accepted) { Headers = { ["Location"] = "/session?part=3" } };
                default:
                    return new ScriptedResponse(HttpStatusCode.Created);
            }
        });
        using var client = await FaultyRegistry.ConnectAsync(_http, server);

        await client.PushBlobAsync(FaultyRegistry.App, new BlobSource(blob, _ => Task.FromResult<Stream>(new MemoryStream(content))), Cancellation);

        received.ShouldBe(content);
        server.Requests.Single(static request => request.Method == "PATCH").Headers["Content-Range"].ShouldBe(["400-999"]);
        server.Requests.Last().Target.ShouldBe($"/session?part=3&digest={blob.Digest}");
    }

    [Fact]
    public async Task A_blob_that_arrived_though_the_answer_was_lost_is_not_sent_again()
    {
        var (content, blob) = FaultyRegistry.Blob(1000);
        var isThere = false;
        await using var server = new ScriptedServer(request =>
        {
            isThere |= request.Method == "PUT";
            return request.Method switch
            {
                "HEAD" => new ScriptedResponse(isThere ? HttpStatusCode.OK : HttpStatusCode.NotFound),
                "POST" => new ScriptedResponse(HttpStatusCode.Accepted) { Headers = { ["Location"] = "/session" } },
                "GET" => new ScriptedResponse(HttpStatusCode.NotFound),
                _ => new ScriptedResponse(HttpStatusCode.GatewayTimeout),
            };
        });
        using var client = await FaultyRegistry.ConnectAsync(_http, server);

        (await client.PushBlobAsync(FaultyRegistry.App, new BlobSource(blob, _ => Task.FromResult<Stream>(new MemoryStream(content))), Cancellation)).ShouldBe(PushedBlob.Uploaded);

        server.Requests.Count(static request => request.Method == "PUT").ShouldBe(1);
    }

    [Fact]
    public async Task Where_nothing_can_be_mounted_the_session_that_was_begun_instead_is_used()
    {
        var (content, blob) = FaultyRegistry.Blob(1000);
        await using var server = new ScriptedServer(static request => request.Method switch
        {
            "HEAD" => new ScriptedResponse(HttpStatusCode.NotFound),
            "POST" => new ScriptedResponse(HttpStatusCode.Accepted) { Headers = { ["Location"] = "/session" } },
            _ => new ScriptedResponse(HttpStatusCode.Created),
        });
        using var client = await FaultyRegistry.ConnectAsync(_http, server);

        await client.PushBlobAsync(FaultyRegistry.App, new BlobSource(blob, _ => Task.FromResult<Stream>(new MemoryStream(content))) { MountFrom = [RepositoryName.Parse("team/base")] }, Cancellation);

        server.Requests.Select(static request => request.Method).Where(static method => method is not ("HEAD" or "GET")).ShouldBe(["POST", "PUT"]);
        server.Requests.Last().Body.ShouldBe(content);
    }
}
