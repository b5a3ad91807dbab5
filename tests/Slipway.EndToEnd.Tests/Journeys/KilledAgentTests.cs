// SPDX-License-Identifier: Apache-2.0
using Slipway.Containers;
using Slipway.Modules;
using Slipway.Native;
using Slipway.Oci;
using Slipway.TestKit;

namespace Slipway.EndToEnd.Tests;

/// <summary>What is left when the agent is killed: it and its server are processes of their own.</summary>
public sealed class KilledAgentTests : IAsyncLifetime
{
    private readonly InstalledProgram _slipway = new();
    private readonly HttpClient _http = new();
    private readonly int _port = BusyboxImage.FreePort();
    private ModulesClient? _modules;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private SlipwayHome Home => new(_slipway.Home);

    public async ValueTask InitializeAsync()
    {
        Needs.Root();
        Needs.Tool("runc");
        await BusyboxImage.CreateAsync(OciLayout.Open(Home.Store), "localhost/app:1.0.0", null, "hello", Cancellation);
        await _slipway.StartAsync("module API", "serve", "--development", "--registry", "127.0.0.1:0", "--api", "127.0.0.1:0");
        var token = AccessTokens.Open(Home.Modules, TimeProvider.System).Create("ops@example.com", AccessRole.SuperAdmin, TimeSpan.FromHours(1));
        _modules = new(ServerRecord.Find(Home)!.Api, token);
    }

    public async ValueTask DisposeAsync()
    {
        _modules?.Dispose();
        _http.Dispose();
        await _slipway.DisposeAsync();
    }

    [Fact]
    public async Task A_killed_agent_leaves_modules_running_and_the_server_starts_another_that_takes_them_up()
    {
        await _modules!.InstallAsync(Request("web"), Cancellation);
        var before = await _modules.GetStatusAsync("web", Cancellation);

        var killed = await KillAgentAsync();

        var runner = await ContainerRunner.OpenAsync(Home, TimeProvider.System, Cancellation);
        runner.Find(before.ContainerId!)!.GetState().Status.ShouldBe(ContainerStatus.Running);
        (await NextAgentAsync(killed)).Running.ShouldBe(1);
        (await _http.GetStringAsync(new Uri($"http://127.0.0.1:{_port}/"), Cancellation)).ShouldBe("hello");
        var after = await _modules.GetStatusAsync("web", Cancellation);
        (after.ContainerId, after.RestartCount).ShouldBe((before.ContainerId, 0));
        await _modules.UninstallAsync("web", Cancellation);
        Leftovers().ShouldBeEmpty();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task An_agent_killed_at_any_moment_of_installing_and_uninstalling_leaves_nothing_half_done(int seed)
    {
        var random = new Random(seed);
        for (var turn = 0; turn < 4; turn++)
        {
            var work = Task.Run(
                async () =>
                {
                    await _modules!.InstallAsync(Request("web"), Cancellation);
                    await _modules.UninstallAsync("web", Cancellation);
                },
                Cancellation);
            await Task.Delay(random.Next(50, 5000), Cancellation);
            var killed = await KillAgentAsync();
            await Should.NotThrowAsync(async () =>
            {
                try
                {
                    await work;
                }
                catch (ModuleException)
                {
                    // The connection broke off, or it was done before.
                }
            });
            await NextAgentAsync(killed);

            var installed = await _modules!.ListAsync(Cancellation);
            foreach (var module in installed)
            {
                (module.ModuleName, module.Status).ShouldBe(("web", "running"), $"seed {seed}, turn {turn}");
                await _modules.UninstallAsync("web", Cancellation);
            }
            Leftovers().ShouldBeEmpty($"seed {seed}, turn {turn}");
        }
    }

    private ModuleRequest Request(string name) => new()
    {
        ModuleName = name, DisplayName = "A module", DockerImage = "localhost/app:1.0.0", Version = "1.0.0", LicenseKey = "TEST-LICENSE-KEY-123", MemoryLimit = "64m",
        Ports = [$"{_port}:8080"], HealthCheck = new() { Test = "wget -q -O - http://127.0.0.1:8080/", Interval = "200ms" },
    };

    private async Task<int> KillAgentAsync()
    {
        using var agent = new AgentClient(Home);
        var pid = (await agent.GetHealthAsync(Cancellation)).Pid;
        ProcessIdentity.Find(pid)!.Kill(Signal.Kill);
        return pid;
    }

    private async Task<AgentHealth> NextAgentAsync(int killed)
    {
        using var agent = new AgentClient(Home);
        while (true)
        {
            if (await agent.TryGetHealthAsync(Cancellation) is { } health && health.Pid != killed)
                return health;
            await Task.Delay(50, Cancellation);
        }
    }

    private IReadOnlyList<string> Leftovers() =>
    [
        .. MountTable.Below(Home.Root).Select(static mount => mount.Target),
        .. Directory.Exists(Path.Combine(Home.Run, "containers")) ? Directory.GetDirectories(Path.Combine(Home.Run, "containers")) : [],
        .. Directory.GetDirectories(Home.Modules).Where(static folder => Path.GetFileName(folder) != "issuers"),
    ];
}
