// SPDX-License-Identifier: Apache-2.0
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Slipway.TestKit;

namespace Slipway.Distribution.Tests;

public sealed class GuardedHttpTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Credentials_do_not_follow_a_redirect_to_another_host()
    {
        await using var other = new ScriptedServer(static _ => ScriptedResponse.Text(HttpStatusCode.OK, "blob"));
        await using var registry = new ScriptedServer(_ => ScriptedResponse.Redirect($"http://{other.Authority}/blob"));
        using var http = new GuardedHttp();

        using var response = await SendAsync(http, registry, "/v2/blob");

        (await response.Content.ReadAsStringAsync(Cancellation)).ShouldBe("blob");
        registry.Requests.ShouldHaveSingleItem().Authorization.ShouldBe("Basic c2VjcmV0");
        other.Requests.ShouldHaveSingleItem().Authorization.ShouldBeNull();
    }

    [Fact]
    public async Task Credentials_follow_a_redirect_on_the_same_host()
    {
        await using var registry = new ScriptedServer(static request =>
            request.Target == "/one" ? ScriptedResponse.Redirect("/two") : ScriptedResponse.Text(HttpStatusCode.OK, ""));
        using var http = new GuardedHttp();

        using var response = await SendAsync(http, registry, "/one");

        registry.Requests.ShouldAllBe(static request => request.Authorization == "Basic c2VjcmV0");
    }

    [Theory]
    [InlineData("http://169.254.169.254/latest/meta-data/")]
    [InlineData("http://[::ffff:169.254.169.254]/")]
    [InlineData("http://0.0.0.0/")]
    public async Task A_redirect_to_a_metadata_address_is_refused(string location)
    {
        await using var registry = new ScriptedServer(_ => ScriptedResponse.Redirect(location));
        using var http = new GuardedHttp(new() { PlainHttp = PlainHttpUse.Anywhere });

        var refusal = await Should.ThrowAsync<RemoteException>(async () => await SendAsync(http, registry, "/"));

        refusal.Message.ShouldContain("is refused");
        refusal.IsTransient.ShouldBeFalse();
    }

    [Fact]
    public async Task A_name_is_judged_by_the_address_it_stands_for_when_it_is_connected_to()
    {
        await using var server = new ScriptedServer(static _ => ScriptedResponse.Text(HttpStatusCode.OK, "secrets"));
        using var connector = new GuardedConnector(GuardedHttpOptions.Default);
        var port = server.Authority.Split(':')[1];
        using var request = new HttpRequestMessage(HttpMethod.Get, $"http://localhost:{port}/");

        // What a public registry would get by a name of its own that leads to this machine.
        var refusal = await Should.ThrowAsync<HttpRequestException>(async () => await connector.To(request.RequestUri!, Door.FromPublic).SendAsync(request, Cancellation));

        refusal.InnerException.ShouldBeOfType<AddressRefusedException>();
        server.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_connection_made_for_the_user_is_not_lent_to_what_a_server_names()
    {
        await using var server = new ScriptedServer(static _ => ScriptedResponse.Text(HttpStatusCode.OK, ""));
        using var connector = new GuardedConnector(GuardedHttpOptions.Default);
        using var first = new HttpRequestMessage(HttpMethod.Get, $"http://{server.Authority}/");
        using var second = new HttpRequestMessage(HttpMethod.Get, $"http://{server.Authority}/");

        using var response = await connector.To(first.RequestUri!, Door.Named).SendAsync(first, Cancellation);

        await Should.ThrowAsync<HttpRequestException>(async () => await connector.To(second.RequestUri!, Door.FromPublic).SendAsync(second, Cancellation));
    }

    [Fact]
    public async Task A_host_whose_name_is_not_known_is_told_as_such()
    {
        using var http = new GuardedHttp();

        var unknown = await Should.ThrowAsync<RemoteException>(async () => await http.GetAsync(new Uri("https://registry.invalid/"), Cancellation));

        unknown.Message.ShouldContain("the host's name is not known");
    }

    [Fact]
    public async Task Redirects_are_followed_a_bounded_number_of_times()
    {
        await using var registry = new ScriptedServer(static _ => ScriptedResponse.Redirect("/again"));
        using var http = new GuardedHttp(new() { MaxRedirects = 3 });

        var refusal = await Should.ThrowAsync<RemoteException>(async () => await SendAsync(http, registry, "/"));

        refusal.Message.ShouldContain("more than 3 times");
        registry.Requests.Count.ShouldBe(4);
    }

    [Fact]
    public async Task An_upload_is_not_redirected_to_another_host()
    {
        await using var other = new ScriptedServer(static _ => ScriptedResponse.Text(HttpStatusCode.OK, ""));
        await using var registry = new ScriptedServer(_ => ScriptedResponse.Redirect($"http://{other.Authority}/"));
        using var http = new GuardedHttp();
        var uri = new Uri($"http://{registry.Authority}/upload");

        await Should.ThrowAsync<RemoteException>(async () =>
            await http.SendAsync(() => new HttpRequestMessage(HttpMethod.Put, uri) { Content = new StringContent("x") }, uri, Cancellation));

        other.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task Plain_http_goes_to_no_host_that_is_not_named_insecure()
    {
        using var http = new GuardedHttp();

        var refusal = await Should.ThrowAsync<RemoteException>(async () => await http.GetAsync(new Uri("http://registry.example/"), Cancellation));

        refusal.Message.ShouldContain("without TLS");
    }

    [Fact]
    public async Task A_body_larger_than_the_limit_is_not_read()
    {
        await using var server = new ScriptedServer(static _ => new ScriptedResponse(HttpStatusCode.OK) { Body = new byte[5000] });
        using var http = new GuardedHttp();
        var response = await http.GetAsync(new Uri($"http://{server.Authority}/"), Cancellation);

        var refusal = await Should.ThrowAsync<RemoteException>(async () => await http.ReadBodyAsync(response, 4999, Cancellation));

        refusal.Message.ShouldContain("larger than the 4999 bytes");
    }

    [Fact]
    public async Task A_server_that_falls_silent_is_given_up_after_the_limit()
    {
        await using var server = new ScriptedServer(static _ => new ScriptedResponse(HttpStatusCode.OK) { IsSilent = true });
        using var http = new GuardedHttp(new() { StallTimeout = TimeSpan.FromMilliseconds(50) });

        var timeout = await Should.ThrowAsync<RemoteException>(async () => await http.GetAsync(new Uri($"http://{server.Authority}/"), Cancellation));

        timeout.IsTransient.ShouldBeTrue();
        timeout.InnerException.ShouldBeOfType<TimeoutException>().Message.ShouldContain("StallTimeout");
    }

    [Fact]
    public async Task A_body_that_falls_silent_is_given_up_after_the_limit()
    {
        await using var server = new ScriptedServer(static _ => new ScriptedResponse(HttpStatusCode.OK) { Body = new byte[100], CutAfter = 10, StallsAfterwards = true });
        using var http = new GuardedHttp(new() { StallTimeout = TimeSpan.FromMilliseconds(200) });
        var response = await http.GetAsync(new Uri($"http://{server.Authority}/"), Cancellation);

        var timeout = await Should.ThrowAsync<RemoteException>(async () => await http.ReadBodyAsync(response, 1000, Cancellation));

        timeout.IsTransient.ShouldBeTrue();
    }

    [Fact]
    public async Task Cancelling_is_not_told_as_a_failure_of_the_server()
    {
        await using var server = new ScriptedServer(static _ => new ScriptedResponse(HttpStatusCode.OK) { IsSilent = true });
        using var http = new GuardedHttp();
        using var stopping = new CancellationTokenSource();
        var asking = http.GetAsync(new Uri($"http://{server.Authority}/"), stopping.Token);

        await stopping.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(asking);
    }

    [Fact]
    public async Task An_error_shows_no_password_or_signature_of_an_address()
    {
        await using var server = new ScriptedServer(static _ => ScriptedResponse.Text(HttpStatusCode.Forbidden, "no"));
        using var http = new GuardedHttp();

        var refusal = await Should.ThrowAsync<RemoteException>(async () =>
            await http.GetAsync(new Uri($"http://me:hunter2@{server.Authority}/blob?X-Amz-Signature=abc123&digest=x"), Cancellation));

        refusal.Message.ShouldNotContain("hunter2");
        refusal.Message.ShouldNotContain("abc123");
        refusal.Url.ShouldBe($"http://{server.Authority}/blob?X-Amz-Signature=…&digest=x");
    }

    private static Task<HttpResponseMessage> SendAsync(GuardedHttp http, ScriptedServer server, string path)
    {
        var uri = new Uri($"http://{server.Authority}{path}");
        return http.SendAsync(
            () => new HttpRequestMessage(HttpMethod.Get, uri) { Headers = { Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.ASCII.GetBytes("secret"))) } },
            uri,
            Cancellation);
    }
}
