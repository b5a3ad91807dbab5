// SPDX-License-Identifier: Apache-2.0
using System.Net;

namespace Slipway.Registry.Tests;

public sealed class LoginThrottleTests : IAsyncLifetime
{
    private AccessWorld _world = null!;

    public async ValueTask InitializeAsync() =>
        _world = await AccessWorld.StartAsync(static options => options with { Throttle = new() { FailuresPerUser = 3, FailuresPerAddress = 8, Window = TimeSpan.FromSeconds(60) } });

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    [Fact]
    public async Task Too_many_wrong_passwords_and_the_right_one_is_not_looked_at_either_until_time_has_passed()
    {
        for (var number = 0; number < 3; number++)
            (await TryAsync("alice", $"wrong{number}")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);

        var refused = await TryAsync("alice", AccessWorld.Password);
        await refused.ShouldBeErrorAsync(HttpStatusCode.TooManyRequests, "TOOMANYREQUESTS");
        refused.Headers.RetryAfter!.Delta.ShouldBe(TimeSpan.FromSeconds(20));
        (await TryAsync("bob", AccessWorld.Password)).StatusCode.ShouldBe(HttpStatusCode.OK);
        _world.Time.Now += TimeSpan.FromSeconds(21);

        (await TryAsync("alice", AccessWorld.Password)).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task The_token_endpoint_counts_as_well()
    {
        using var http = _world.As(null);
        for (var number = 0; number < 3; number++)
            await TryAsync("alice", $"wrong{number}");

        var refused = await http.SendAsync("POST", "/token", "grant_type=password&username=alice&password=wonderland"u8.ToArray(), ("Content-Type", "application/x-www-form-urlencoded"));

        await refused.ShouldBeErrorAsync(HttpStatusCode.TooManyRequests, "TOOMANYREQUESTS");
        refused.Headers.RetryAfter.ShouldNotBeNull();
    }

    [Fact]
    public async Task Who_tries_one_password_with_many_names_is_stopped_by_the_address()
    {
        for (var number = 0; number < 8; number++)
            (await TryAsync($"user{number}", "123456")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);

        (await TryAsync("user9", "123456")).StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
    }

    [Fact]
    public async Task A_right_password_in_between_forgives_the_user_and_not_the_address()
    {
        for (var number = 0; number < 4; number++)
        {
            await TryAsync("alice", "wrong");
            await TryAsync("alice", "wrong");
            (await TryAsync("alice", AccessWorld.Password)).StatusCode.ShouldBe(number < 3 ? HttpStatusCode.OK : HttpStatusCode.TooManyRequests);
        }
    }

    [Theory]
    [InlineData("10.0.0.1", "10.0.0.2", false)]
    [InlineData("2001:db8::1", "2001:db8::2", true)]
    [InlineData("2001:db8:0:1::1", "2001:db8:0:2::1", false)]
    [InlineData("10.0.0.1", "::ffff:10.0.0.1", true)]
    public void A_network_of_IPv6_counts_as_one_address(string one, string other, bool isOne)
    {
        var throttle = new LoginThrottle(static () => new() { FailuresPerUser = 1, FailuresPerAddress = 1 }, _world.Time);

        throttle.Fail(IPAddress.Parse(one), "alice");

        (throttle.FindWait(IPAddress.Parse(other), "alice") is not null).ShouldBe(isOne);
    }

    [Fact]
    public async Task A_refused_login_is_in_the_audit_log_without_what_was_typed()
    {
        await TryAsync("alice", "hunter2");
        await TryAsync("hunter2-in-the-wrong-field", "x");

        var entries = _world.Registry.Server.Storage.Audit.ListLast(2);
        entries.ShouldAllBe(static entry => entry.Event.Kind == RegistryEventKind.RefuseLogin && entry.Event.Address == "127.0.0.1");
        entries.Select(static entry => entry.Event.By).ShouldBe(["alice", null]);
        _world.Log.Lines.ShouldAllBe(static line => !line.Contains("hunter2"));
    }

    private async Task<HttpResponseMessage> TryAsync(string user, string password)
    {
        using var http = _world.As(null);
        http.Client.DefaultRequestHeaders.Authorization = RegistryHttp.Basic(user, password);
        return await http.GetAsync("/v2/");
    }
}
