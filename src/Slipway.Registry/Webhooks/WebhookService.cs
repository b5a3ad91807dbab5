// SPDX-License-Identifier: Apache-2.0
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Slipway.Distribution;
using Slipway.Native;

namespace Slipway.Registry;

/// <summary>
/// Tells webhooks what happened, each by itself, so that one who doesn't answer holds up no other. A delivery that fails is tried again, later and later;
/// one that has failed for days is given up, and logged.
/// </summary>
internal sealed class WebhookService(RegistryStorage storage, RegistryOptions options, TimeProvider time, ILogger<WebhookService> log) : BackgroundService
{
    private const int MaxAttempts = 60;
    private const int PageSize = 100;
    private const int MaxSecretSize = 64 * 1024;
    private static readonly TimeSpan Turn = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan FirstDelay = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan MaxDelay = TimeSpan.FromHours(1);

    // Before the registry listens, so that nothing happens that they aren't told of.
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await storage.Outbox.SubscribeAsync([.. options.Webhooks.Select(static webhook => webhook.Name)], cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (options.Webhooks.Count == 0)
            return;
        // A receiver that points elsewhere is told nothing: a signature is for who was named.
        using var http = new GuardedHttp(new() { MaxRedirects = 0, StallTimeout = TimeSpan.FromSeconds(20), UserAgent = "slipway-registry", Time = time });
        await Task.WhenAll(options.Webhooks.Select(webhook => TellAsync(http, webhook, stoppingToken)));
    }

    /// <summary>How long after a failed attempt the next one comes: 2 s, then twice as long each time, and an hour at most.</summary>
    internal static TimeSpan DelayAfter(int attempts) => attempts >= 11 ? MaxDelay : TimeSpan.FromTicks(Math.Min(MaxDelay.Ticks, FirstDelay.Ticks << attempts));

    private async Task TellAsync(GuardedHttp http, WebhookOptions webhook, CancellationToken cancellationToken)
    {
        using var turns = new PeriodicTimer(Turn);
        do
        {
            foreach (var row in storage.Outbox.ListDue(webhook.Name, time.GetUtcNow(), PageSize))
                await TellAsync(http, webhook, row, cancellationToken);
        }
        while (await turns.WaitForNextTickAsync(cancellationToken));
    }

    private async Task TellAsync(GuardedHttp http, WebhookOptions webhook, OutboxRow row, CancellationToken cancellationToken)
    {
        if (webhook.Wants(row.Entry.Event) && await TrySendAsync(http, webhook, row, cancellationToken) is { } failure)
        {
            if (row.Attempts + 1 < MaxAttempts)
            {
                var delay = failure.RetryAfter is { } asked && asked > DelayAfter(row.Attempts) ? asked : DelayAfter(row.Attempts);
                Log.WebhookFailed(log, webhook.Name, row.Entry.Id, failure.Problem, delay);
                await storage.Outbox.DelayAsync(row, time.GetUtcNow() + delay, cancellationToken);
                return;
            }
            Log.WebhookGivenUp(log, webhook.Name, row.Entry.Id, MaxAttempts, failure.Problem);
        }
        await storage.Outbox.RemoveAsync(row, cancellationToken);
    }

    private static async Task<(string Problem, TimeSpan? RetryAfter)?> TrySendAsync(GuardedHttp http, WebhookOptions webhook, OutboxRow row, CancellationToken cancellationToken)
    {
        try
        {
            var body = JsonSerializer.SerializeToUtf8Bytes(WebhookMessage.Of(row.Entry), RegistryJson.Relaxed.WebhookMessage);
            var secret = Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(LinuxFile.ReadAll(webhook.SecretFile, MaxSecretSize)).Trim());
            var signature = $"sha256={Convert.ToHexStringLower(HMACSHA256.HashData(secret, body))}";
            using var response = await http.SendAsync(() => Request(webhook, row, body, signature), webhook.Address, cancellationToken);
            return response.IsSuccessStatusCode ? null : ($"it was answered with {(int)response.StatusCode}", response.Headers.RetryAfter?.Delta);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or TimeoutException)
        {
            return (e.Message, (e as RemoteException)?.RetryAfter);
        }
    }

    private static HttpRequestMessage Request(WebhookOptions webhook, OutboxRow row, byte[] body, string signature)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, webhook.Address) { Content = new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } } };
        request.Headers.Add("X-Slipway-Event", row.Entry.Event.Kind.ToString());
        request.Headers.Add("X-Slipway-Delivery", row.Entry.Id.ToString(System.Globalization.CultureInfo.InvariantCulture));
        request.Headers.Add("X-Slipway-Signature", signature);
        return request;
    }
}
