// SPDX-License-Identifier: Apache-2.0
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Slipway.Containers;
using Slipway.Distribution;
using Slipway.Modules;
using Slipway.Oci;
using Slipway.TestKit;

namespace Slipway.Server.Tests;

/// <summary>A home of its own with a running server, its agent in the same process; everything gone at the end.</summary>
public sealed class ServerWorld : IAsyncDisposable
{
    private readonly TempFolder _folder = new();
    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromSeconds(60) };

    private ServerWorld()
    {
        Needs.Root();
        Needs.Tool("runc");
        Home = new(_folder.MakeFolder("h"));
        Store = OciLayout.Open(Home.Store);
    }

    public static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public SlipwayHome Home { get; }

    public OciLayout Store { get; }

    public SlipwayServer Server { get; private set; } = null!;

    public string Admin => Token(AccessRole.SuperAdmin);

    public string Viewer => Token(AccessRole.Viewer);

    public static async Task<ServerWorld> StartAsync(Func<ServerOptions, ServerOptions>? configure = null)
    {
        var world = new ServerWorld();
        try
        {
            world.Server = await SlipwayServer.StartAsync((configure ?? (static options => options))(world.Options), Cancellation);
            return world;
        }
        catch
        {
            await world.DisposeAsync();
            throw;
        }
    }

    public ServerOptions Options => new()
    {
        Home = Home,
        Registry = new() { Root = Home.Registry, Listen = new(IPAddress.Loopback, 0) },
        ApiListen = new(IPAddress.Loopback, 0),
        IsDevelopment = true,
        ConfigureAgent = options => options with
        {
            Credentials = new CredentialStore(_folder["auth.json"]),
            SettleTime = TimeSpan.FromMilliseconds(300),
            StopGrace = TimeSpan.FromSeconds(2),
        },
    };

    public string Token(AccessRole role) => AccessTokens.Open(Home.Modules, TimeProvider.System).Create("ops@example.com", role, TimeSpan.FromHours(1));

    public static string Request(string name, params string[] ports) =>
        "{\"module_name\":\"" + name + "\",\"display_name\":\"A module\",\"docker_image\":\"localhost/app:1.0.0\",\"version\":\"1.0.0\",\"license_key\":\"TEST-LICENSE-KEY-123\",\"memory_limit\":\"64m\",\"ports\":["
        + string.Join(',', ports.Select(static port => $"\"{port}\"")) + "]}";

    public async Task<(HttpStatusCode Status, JsonNode Body, HttpResponseHeaders Headers, string? MediaType)> AskAsync(string method, string path, string? token, string? body = null)
    {
        using var request = new HttpRequestMessage(new(method), new Uri(Server.Api, path));
        if (token is not null)
            request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {token}");
        if (body is not null)
            request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        using var response = await _http.SendAsync(request, Cancellation);
        return (response.StatusCode, JsonNode.Parse(await response.Content.ReadAsStringAsync(Cancellation))!, response.Headers, response.Content.Headers.ContentType?.MediaType);
    }

    public Task<string> GetAsync(int port) => _http.GetStringAsync(new Uri($"http://127.0.0.1:{port}/"), Cancellation);

    public async ValueTask DisposeAsync()
    {
        if (Server is not null)
            await Server.DisposeAsync();
        var runner = await ContainerRunner.OpenAsync(Home, TimeProvider.System, CancellationToken.None);
        foreach (var container in runner.List())
            await container.DeleteAsync(CancellationToken.None);
        _http.Dispose();
        _folder.Dispose();
    }
}
