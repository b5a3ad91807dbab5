// SPDX-License-Identifier: Apache-2.0
using System.Net;
using System.Net.Sockets;
using System.Text;
using Slipway.Oci;

namespace Slipway.Registry.Tests;

public sealed class PathTests(RegistryFixture fixture) : IClassFixture<RegistryFixture>
{
    private static readonly string Hex = Digest.Sha256("x"u8).Hex;
    private readonly RegistryHttp _http = fixture.Http;

    [Theory]
    [InlineData("blobs")]
    [InlineData("manifests")]
    [InlineData("tags/list")]
    [InlineData("a/blobs/uploads")]
    [InlineData("a/manifests/tags")]
    [InlineData("a/referrers/b")]
    [InlineData("v2/uploads")]
    public async Task A_repository_may_be_named_with_the_words_of_the_protocol(string repository)
    {
        var digest = await _http.PushImageAsync(repository, "list");

        (await _http.HeadAsync($"/v2/{repository}/manifests/list")).Header("Docker-Content-Digest").ShouldBe(digest.ToString());
        (await (await _http.GetAsync($"/v2/{repository}/tags/list")).ListAsync("tags")).ShouldBe(["list"]);
    }

    [Theory]
    [InlineData("/v2/UPPER/tags/list")]
    [InlineData("/v2/a..b/tags/list")]
    [InlineData("/v2/-a/tags/list")]
    [InlineData("/v2/a___b/tags/list")]
    public async Task What_is_no_name_is_refused(string path) => await (await _http.GetAsync(path)).ShouldBeErrorAsync(HttpStatusCode.BadRequest, "NAME_INVALID");

    [Fact]
    public async Task A_name_of_more_than_255_characters_is_refused()
    {
        var longest = string.Concat(Enumerable.Repeat("a/", 127)) + "b";

        (await _http.SendAsync("POST", $"/v2/{longest}/blobs/uploads/")).StatusCode.ShouldBe(HttpStatusCode.Accepted);
        await (await _http.SendAsync("POST", $"/v2/{longest}c/blobs/uploads/")).ShouldBeErrorAsync(HttpStatusCode.BadRequest, "NAME_INVALID");
    }

    [Theory]
    [InlineData("PATCH", "manifests/latest", "GET, HEAD, PUT, DELETE")]
    [InlineData("POST", "tags/list", "GET, HEAD")]
    [InlineData("PUT", "blobs/sha256:0", "GET, HEAD, DELETE")]
    public async Task A_method_that_a_resource_does_not_have_is_refused(string method, string path, string allowed)
    {
        var response = await _http.SendAsync(method, $"/v2/a/{path}");

        await response.ShouldBeErrorAsync(HttpStatusCode.MethodNotAllowed, "UNSUPPORTED");
        string.Join(", ", response.Content.Headers.Allow).ShouldBe(allowed);
    }

    [Theory]
    [InlineData("/v2/a")]
    [InlineData("/v2/a/manifests/")]
    [InlineData("/v2/a/other/b")]
    [InlineData("/v2/manifests/latest")]
    public async Task What_names_nothing_is_not_found(string path) => (await _http.GetAsync(path)).StatusCode.ShouldBe(HttpStatusCode.NotFound);

    public static TheoryData<string> Traversals =>
    [
        "/v2/../../../etc/passwd",
        "/v2/a/../../b/tags/list",
        "/v2/a/./tags/list",
        "/v2/a//tags/list",
        "/v2//tags/list",
        "/v2/a/%2e%2e/tags/list",
        "/v2/a/..%2f..%2fetc/tags/list",
        "/v2/a%2fb/tags/list",
        "/v2/a%2Fb/manifests/latest",
        "/v2/a%5c..%5cb/tags/list",
        "/v2/a\\..\\b/tags/list",
        "/v2/a%00/tags/list",
        "/v2/a%252e%252e/tags/list",
        "/v2/a/blobs/sha256:../../../../etc/passwd",
        "/v2/a/blobs/sha256:..%2f..%2f..%2fetc%2fpasswd",
        $"/v2/a/blobs/sha256%253A{Hex}",
        "/v2/a/blobs/uploads/..",
        "/v2/a/blobs/uploads/../../../meta.db",
        "/v2/a/blobs/uploads/..%2f..%2fpush-token",
        "/v2/a/blobs/uploads/....//....//push-token",
        "/v2/a/manifests/..",
        "/v2/a/manifests/%2e%2e%2fpush-token",
        "/v2/a/manifests/\u00e9",
        "/v2/\u2025/manifests/latest",
        "/v2/a/manifests/latest%0d%0aX-Injected:1",
        "http://127.0.0.1/v2/../push-token",
    ];

    [Theory]
    [MemberData(nameof(Traversals))]
    public async Task A_path_that_leads_elsewhere_leads_nowhere(string target)
    {
        var before = Files();

        foreach (var method in new[] { "GET", "HEAD", "DELETE", "PUT", "POST", "PATCH" })
        {
            var status = await SendRawAsync(method, target);
            status.ShouldBeOneOf(400, 404, 405);
        }

        Files().ShouldBe(before);
    }

    [Theory]
    [InlineData("../../push-token")]
    [InlineData("..")]
    [InlineData("0123456789abcdef0123456789abcdeg")]
    [InlineData("0123456789ABCDEF0123456789ABCDEF")]
    public async Task An_upload_is_named_by_our_own_ids_alone(string id)
    {
        var status = await SendRawAsync("PATCH", $"/v2/a/blobs/uploads/{id}");

        status.ShouldBeOneOf(400, 404);
    }

    private string[] Files() =>
        [.. Directory.GetFiles(fixture.Registry.Root, "*", SearchOption.AllDirectories).Where(static file => !file.Contains("/meta.db", StringComparison.Ordinal)).Order(StringComparer.Ordinal)];

    // HttpClient would clean the path up before it is sent.
    private async Task<int> SendRawAsync(string method, string target)
    {
        using var socket = new TcpClient("127.0.0.1", fixture.Registry.Server.Address.Port);
        var stream = socket.GetStream();
        await stream.WriteAsync(Encoding.UTF8.GetBytes($"{method} {target} HTTP/1.1\r\nHost: x\r\nAuthorization: {_http.Client.DefaultRequestHeaders.Authorization}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"), RegistryHttp.Cancellation);
        using var reader = new StreamReader(stream, Encoding.Latin1);
        var answer = await reader.ReadToEndAsync(RegistryHttp.Cancellation);
        answer.ShouldNotContain("X-Injected: 1");
        answer.ShouldNotContain(fixture.Registry.PushToken);
        return int.Parse(answer.Split(' ')[1]);
    }
}
