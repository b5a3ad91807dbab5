// SPDX-License-Identifier: Apache-2.0
using System.Net;
using System.Net.Sockets;
using Slipway.TestKit;

namespace Slipway.EndToEnd.Tests;

/// <summary>The whole way on a fleet of one small image.</summary>
public sealed class SmallFleetTests : IAsyncLifetime
{
    private readonly InstalledProgram _slipway = new();
    private readonly HttpClient _http = new();
    private readonly int _port = FreePort();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        Needs.Root();
        Needs.Tool("runc");
        Needs.Tool("busybox");
        (await _slipway.RunAsync("base", "busybox", "-t", "test/base:1")).ShouldSucceed();
        _slipway.Folder.Write("fleet/Dockerfile", """
            FROM test/base:1
            ARG GREETING
            RUN mkdir /www && echo "$GREETING" > /www/index.html
            LABEL greeting=$GREETING
            USER 1000
            EXPOSE 8080
            HEALTHCHECK --interval=1s CMD ["wget", "-q", "-O", "/dev/null", "http://127.0.0.1:8080/"]
            CMD ["httpd", "-f", "-p", "8080", "-h", "/www"]
            """);
        WriteFleet("hello");
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _slipway.DisposeAsync();
    }

    [Fact]
    public async Task Up_goes_the_whole_way_twice_and_down_takes_it_back()
    {
        var first = (await UpAsync()).ShouldSucceed();
        first.Output.ShouldContain("web");
        first.Output.ShouldContain("2 of 2 claims");
        first.Output.ShouldContain($"http://127.0.0.1:{_port}");
        (await AskAsync()).ShouldBe("hello\n");

        var second = (await UpAsync()).ShouldSucceed();
        second.Output.ShouldContain("module web (unchanged, running)");

        WriteFleet("goodbye");
        (await UpAsync()).ShouldSucceed().Output.ShouldContain("module web (replaced, running)");
        (await AskAsync()).ShouldBe("goodbye\n");

        (await _slipway.RunAsync("down")).ShouldSucceed();
        await Should.ThrowAsync<HttpRequestException>(AskAsync);
        File.ReadAllText("/proc/mounts").ShouldNotContain(_slipway.Home);
    }

    [Fact]
    public async Task A_claim_that_does_not_hold_stops_publishing_and_installing()
    {
        WriteFleet("hello", claimed: "something else");

        var answer = await UpAsync();

        answer.ShouldRefuse(1, "slipway.yaml", "greeting", "something else", "hello");
        (await _slipway.RunAsync("down")).ExitCode.ShouldBe(1);
        Directory.Exists(Path.Combine(_slipway.Home, "registry")).ShouldBeFalse();
    }

    [Fact]
    public async Task A_killed_server_leaves_its_modules_running()
    {
        (await UpAsync()).ShouldSucceed();
        var server = Modules.ServerRecord.Find(new(_slipway.Home)).ShouldNotBeNull();

        server.Process.Kill(Native.Signal.Kill);

        (await AskAsync()).ShouldBe("hello\n");
        (await _slipway.RunAsync("down")).ShouldSucceed();
        await Should.ThrowAsync<HttpRequestException>(AskAsync);
    }

    private Task<Answer> UpAsync() => _slipway.RunAsync("up", "./fleet", "--registry", "127.0.0.1:0", "--api", "127.0.0.1:0");

    private Task<string> AskAsync() => _http.GetStringAsync(new Uri($"http://127.0.0.1:{_port}/"), Cancellation);

    private void WriteFleet(string greeting, string? claimed = null) => _slipway.Folder.Write("fleet/slipway.yaml", $$"""
        fleet: small
        version: 1.0.0
        registry: registry.example/team
        images:
          web:
            context: .
            args: { GREETING: "{{greeting}}" }
            tags: ["{version}"]
            claims:
              labels: { greeting: "{{claimed ?? greeting}}" }
              user: { uid: 1000 }
        modules:
          web:
            image: web
            display_name: A web server
            ports: ["{{_port}}:8080"]
        """);

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
