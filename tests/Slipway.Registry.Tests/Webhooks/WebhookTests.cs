// SPDX-License-Identifier: Apache-2.0
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Slipway.Oci;
using Slipway.TestKit;

namespace Slipway.Registry.Tests;

public sealed class WebhookTests : IDisposable
{
    private const string Secret = "a secret that signs 8d1f";
    private readonly TempFolder _folder = new();
    private readonly LogLines _log = new();
    private readonly FakeTime _time = new(TimeProvider.System.GetUtcNow());

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact(Timeout = 60_000)]
    public async Task A_receiver_is_told_of_a_push_with_a_signature_that_its_secret_makes()
    {
        await using var receiver = new ScriptedServer(static _ => new(HttpStatusCode.NoContent));
        await using var registry = await StartAsync(Hook(receiver));
        using var http = new RegistryHttp(registry);

        var digest = await http.PushImageAsync("team/app", "1.0");

        var request = (await GotAsync(receiver, 1))[0];
        request.Method.ShouldBe("POST");
        request.Headers["X-Slipway-Signature"].ShouldBe([$"sha256={Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(Secret), request.Body))}"]);
        var message = JsonDocument.Parse(request.Body).RootElement;
        message.GetProperty("event").GetString().ShouldBe("PushManifest");
        message.GetProperty("repository").GetString().ShouldBe("team/app");
        message.GetProperty("digest").GetString().ShouldBe(digest.ToString());
        message.GetProperty("tags").EnumerateArray().Select(static tag => tag.GetString()).ShouldBe(["1.0"]);
        message.GetProperty("by").GetString().ShouldBe("push-token");
        await EmptiedAsync(registry);
    }

    [Fact(Timeout = 60_000)]
    public async Task A_receiver_that_fails_is_told_again_with_the_same_number_until_it_answers_well()
    {
        var answers = 0;
        await using var receiver = new ScriptedServer(_ => new(Interlocked.Increment(ref answers) < 3 ? HttpStatusCode.InternalServerError : HttpStatusCode.OK));
        await using var registry = await StartAsync(Hook(receiver));
        using var http = new RegistryHttp(registry);
        await http.PushImageAsync("team/app", "1.0");

        await GotAsync(receiver, 1);
        while (registry.Server.Storage.Outbox.CountWaiting() > 0)
        {
            _time.Now += TimeSpan.FromSeconds(1);
            await Task.Delay(50, Cancellation);
        }

        receiver.Requests.Count.ShouldBe(3);
        receiver.Requests.Select(static request => request.Headers["X-Slipway-Delivery"].Single()).Distinct().Count().ShouldBe(1);
        _log.Lines.ShouldContain(static line => line.Contains("answered with 500", StringComparison.Ordinal));
        _log.Lines.ShouldAllBe(static line => !line.Contains(Secret));
    }

    [Fact(Timeout = 60_000)]
    public async Task What_could_not_be_told_is_told_after_a_restart()
    {
        var isUp = false;
        await using var receiver = new ScriptedServer(_ => new(Volatile.Read(ref isUp) ? HttpStatusCode.OK : HttpStatusCode.BadGateway));
        var root = _folder["registry"];
        var options = new RegistryOptions { Root = root, Listen = new(IPAddress.Loopback, 0), Webhooks = [Hook(receiver)] };
        await using (var first = await RegistryServer.StartAsync(options, cancellationToken: Cancellation))
        {
            using var http = new RegistryHttp(first.Address, first.PushToken);
            await http.PushImageAsync("team/app", "1.0");
            await GotAsync(receiver, 1);
        }
        Volatile.Write(ref isUp, true);
        _time.Now += TimeSpan.FromHours(1);

        await using var second = await RegistryServer.StartAsync(options, services => services.AddSingleton<TimeProvider>(_time), Cancellation);

        await GotAsync(receiver, 2);
        while (second.Storage.Outbox.CountWaiting() > 0)
            await Task.Delay(20, Cancellation);
    }

    [Fact(Timeout = 60_000)]
    public async Task A_receiver_is_told_of_what_it_asked_for_and_of_nothing_else()
    {
        await using var receiver = new ScriptedServer(static _ => new(HttpStatusCode.OK));
        await using var registry = await StartAsync(Hook(receiver) with { Repositories = [NamePattern.Parse("team/*")], Events = [RegistryEventKind.DeleteTag] });
        using var http = new RegistryHttp(registry);
        foreach (var repository in new[] { "other/app", "team/app" })
        {
            await http.PushImageAsync(repository, "1.0");
            await http.DeleteAsync($"/v2/{repository}/manifests/1.0");
        }

        await EmptiedAsync(registry);

        receiver.Requests.ShouldHaveSingleItem().Headers["X-Slipway-Event"].ShouldBe(["DeleteTag"]);
    }

    [Fact(Timeout = 60_000)]
    public async Task A_refused_push_is_told_to_nobody()
    {
        await using var receiver = new ScriptedServer(static _ => new(HttpStatusCode.OK));
        await using var registry = await StartAsync(Hook(receiver));
        using var http = new RegistryHttp(registry);

        await http.PutManifestAsync("team/app", "1.0", "{}");

        registry.Server.Storage.Outbox.CountWaiting().ShouldBe(0);
    }

    [Fact(Timeout = 60_000)]
    public async Task A_receiver_that_points_elsewhere_is_not_followed()
    {
        await using var other = new ScriptedServer(static _ => new(HttpStatusCode.OK));
        await using var receiver = new ScriptedServer(_ => ScriptedResponse.Redirect($"http://{other.Authority}/"));
        await using var registry = await StartAsync(Hook(receiver));
        using var http = new RegistryHttp(registry);

        await http.PushImageAsync("team/app", "1.0");
        await GotAsync(receiver, 1);
        while (!_log.Lines.Any(static line => line.Contains("was not told", StringComparison.Ordinal)))
            await Task.Delay(20, Cancellation);

        other.Requests.ShouldBeEmpty();
    }

    [Fact(Timeout = 60_000)]
    public async Task What_waits_for_a_webhook_that_is_no_longer_wanted_is_forgotten()
    {
        await using var receiver = new ScriptedServer(static _ => new(HttpStatusCode.BadGateway));
        var options = new RegistryOptions { Root = _folder["registry"], Listen = new(IPAddress.Loopback, 0), Webhooks = [Hook(receiver)] };
        await using (var first = await RegistryServer.StartAsync(options, cancellationToken: Cancellation))
        {
            using var http = new RegistryHttp(first.Address, first.PushToken);
            await http.PushImageAsync("team/app", "1.0");
        }

        await using var second = await RegistryServer.StartAsync(options with { Webhooks = [] }, cancellationToken: Cancellation);

        while (second.Storage.Outbox.CountWaiting() > 0)
            await Task.Delay(20, Cancellation);
    }

    [Fact]
    public void A_failed_delivery_waits_twice_as_long_each_time_and_an_hour_at_most()
    {
        Enumerable.Range(0, 13).Select(static attempts => WebhookService.DelayAfter(attempts).TotalSeconds)
            .ShouldBe([2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 2048, 3600, 3600]);
    }

    private WebhookOptions Hook(ScriptedServer receiver)
    {
        _folder.Write("secret", Secret + "\n");
        return new() { Name = "test", Address = new($"http://{receiver.Authority}/hook"), SecretFile = _folder["secret"] };
    }

    private async Task<TestRegistry> StartAsync(WebhookOptions hook)
    {
        var registry = await TestRegistry.StartAsync(
            Cancellation, options => options with { Webhooks = [hook] }, services => services.AddSingleton<ILoggerFactory>(_log).AddSingleton<TimeProvider>(_time));
        return registry;
    }

    private static async Task<IReadOnlyList<ScriptedRequest>> GotAsync(ScriptedServer receiver, int count)
    {
        while (receiver.Requests.Count < count)
            await Task.Delay(20, Cancellation);
        return [.. receiver.Requests];
    }

    private static async Task EmptiedAsync(TestRegistry registry)
    {
        while (registry.Server.Storage.Outbox.CountWaiting() > 0)
            await Task.Delay(20, Cancellation);
    }
}
