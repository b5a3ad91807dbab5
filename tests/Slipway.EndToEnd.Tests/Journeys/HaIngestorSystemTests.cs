// SPDX-License-Identifier: Apache-2.0
using System.Net;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json.Nodes;

namespace Slipway.EndToEnd.Tests;

/// <summary>All six services of HA-Ingestor together, as <c>docker-compose.prod.yml</c> says: an event goes from a WebSocket to the dashboard.</summary>
[Collection("HaIngestor")]
[Trait("Needs", "Network")]
public sealed class HaIngestorSystemTests(HaIngestorImages images)
{
    private static readonly string[] Services = ["websocket-ingestion", "admin-api", "enrichment-pipeline", "weather-api", "data-retention"];
    private readonly DocumentShell _shell = images.Shell;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_event_goes_from_a_WebSocket_to_the_dashboard_with_its_weather_and_goes_by_its_age()
    {
        var (socketPort, adminPort, dashboardPort) = (FreePort(), FreePort(), FreePort());
        foreach (var (name, value) in (IReadOnlyDictionary<string, string>)new Dictionary<string, string>
                 {
                     ["HA_TOKEN"] = "a-token-of-home-assistant", ["API_KEY"] = "a-key", ["WEBSOCKET_PORT"] = $"{socketPort}", ["ADMIN_PORT"] = $"{adminPort}", ["DASHBOARD_PORT"] = $"{dashboardPort}",
                 })
            _shell.Variables[name] = value;
        await _shell.SayAsync("slipway up --fleet docker-compose.prod.yml");
        try
        {
            await FireAsync(socketPort, ("sensor.kitchen", "21.5", DateTime.UtcNow), ("sensor.attic", "3.5", DateTime.UtcNow.AddDays(-60)));

            var overview = await OverviewAsync(dashboardPort, static answer => answer["events"]!.AsArray().Count == 2);
            overview["status"]!.GetValue<string>().ShouldBe("healthy");
            overview["services"]!.AsObject().Select(static service => service.Key).ShouldBe(Services, ignoreOrder: true);
            var newest = overview["events"]![0]!;
            newest["entity_id"]!.GetValue<string>().ShouldBe("sensor.kitchen");
            newest["weather"]!["condition"]!.GetValue<string>().ShouldNotBeEmpty();
            (await _shell.SayAsync($"curl -s http://127.0.0.1:{dashboardPort}/")).ShouldContain("<title>HomeIQ</title>");

            (await _shell.SayAsync($"curl -s -X POST http://127.0.0.1:{adminPort}/api/v1/prune")).ShouldContain("X-API-Key");
            JsonNode.Parse(await _shell.SayAsync($"curl -s -X POST -H 'X-API-Key: a-key' http://127.0.0.1:{adminPort}/api/v1/prune"))!["removed"]!.GetValue<int>().ShouldBe(1);
            await OverviewAsync(dashboardPort, static answer => answer["events"]!.AsArray().Count == 1);
        }
        finally
        {
            await _shell.SayAsync("slipway down --fleet docker-compose.prod.yml -v");
        }
    }

    // The dashboard's API, until what was sent has come through.
    private async Task<JsonNode> OverviewAsync(int port, Func<JsonNode, bool> isWhole)
    {
        while (true)
        {
            var answer = JsonNode.Parse(await _shell.AskAsync($"curl -sf http://127.0.0.1:{port}/api/overview"))!;
            if (isWhole(answer))
                return answer;
            await Task.Delay(100, Cancellation);
        }
    }

    // Home Assistant's handshake, then one event after the other.
    private static async Task FireAsync(int port, params (string Entity, string State, DateTime Time)[] events)
    {
        using var socket = new ClientWebSocket();
        await socket.ConnectAsync(new($"ws://127.0.0.1:{port}/api/websocket"), Cancellation);
        (await ReceiveAsync(socket))["type"]!.GetValue<string>().ShouldBe("auth_required");
        await SendAsync(socket, new() { ["type"] = "auth", ["access_token"] = "a-token-of-home-assistant" });
        (await ReceiveAsync(socket))["type"]!.GetValue<string>().ShouldBe("auth_ok");
        var id = 0;
        foreach (var (entity, state, time) in events)
        {
            await SendAsync(socket, new()
            {
                ["id"] = ++id,
                ["type"] = "fire_event",
                ["event_type"] = "state_changed",
                ["event_data"] = new JsonObject { ["new_state"] = new JsonObject { ["entity_id"] = entity, ["state"] = state, ["attributes"] = new JsonObject { ["unit_of_measurement"] = "°C" } } },
                ["time_fired"] = time.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", System.Globalization.CultureInfo.InvariantCulture),
            });
            (await ReceiveAsync(socket))["success"]!.GetValue<bool>().ShouldBeTrue();
        }
        await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, Cancellation);
    }

    private static Task SendAsync(ClientWebSocket socket, JsonObject message) =>
        socket.SendAsync(Encoding.UTF8.GetBytes(message.ToJsonString()), WebSocketMessageType.Text, endOfMessage: true, Cancellation);

    private static async Task<JsonNode> ReceiveAsync(ClientWebSocket socket)
    {
        var buffer = new byte[4096];
        var received = await socket.ReceiveAsync(buffer, Cancellation);
        return JsonNode.Parse(buffer.AsSpan(0, received.Count))!;
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
