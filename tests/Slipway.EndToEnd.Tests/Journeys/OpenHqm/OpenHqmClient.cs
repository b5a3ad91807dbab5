// SPDX-License-Identifier: Apache-2.0
using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace Slipway.EndToEnd.Tests;

/// <summary>A client of an OpenHQM gateway on this machine.</summary>
internal sealed class OpenHqmClient(int port) : IDisposable
{
    private readonly HttpClient _http = new() { BaseAddress = new($"http://127.0.0.1:{port}") };

    /// <summary>Waits until the gateway says that it and its queue are well.</summary>
    public async Task UntilHealthyAsync()
    {
        for (; ; await Task.Delay(TimeSpan.FromMilliseconds(50), Cancellation))
        {
            try
            {
                using var answer = await _http.GetAsync("/health", Cancellation);
                if (answer.IsSuccessStatusCode)
                    return;
            }
            catch (HttpRequestException)
            {
                // It doesn't listen yet.
            }
        }
    }

    /// <summary>Submits a payload, waits for what became of it, and gives the result.</summary>
    public async Task<string> RoundTripAsync(JsonNode payload)
    {
        using var submitted = await _http.PostAsJsonAsync("/api/v1/submit", new JsonObject { ["payload"] = payload }, Cancellation);
        var body = await submitted.Content.ReadAsStringAsync(Cancellation);
        submitted.StatusCode.ShouldBe(HttpStatusCode.Accepted, body);
        var id = JsonNode.Parse(body)!["correlation_id"]!.GetValue<string>();
        for (; ; await Task.Delay(TimeSpan.FromMilliseconds(10), Cancellation))
        {
            using var answer = await _http.GetAsync($"/api/v1/response/{id}", Cancellation);
            var text = await answer.Content.ReadAsStringAsync(Cancellation);
            if (answer.StatusCode == HttpStatusCode.Accepted)
                continue;
            answer.StatusCode.ShouldBe(HttpStatusCode.OK, text);
            return JsonNode.Parse(text)!["result"]!.ToJsonString();
        }
    }

    public void Dispose() => _http.Dispose();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;
}
