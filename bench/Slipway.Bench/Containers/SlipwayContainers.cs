// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using Slipway.TestKit;

namespace Slipway.Bench;

/// <summary>Our own program; its agent is started before anything is measured.</summary>
internal sealed class SlipwayContainers : IContainerEngine
{
    private readonly TempFolder _folder = new();

    private SlipwayContainers(string program) => Client = [program];

    public string Name => "slipway";

    public IReadOnlyList<string> Client { get; }

    public IReadOnlyDictionary<string, string> Environment => new Dictionary<string, string>(StringComparer.Ordinal) { ["SLIPWAY_HOME"] = _folder["home"], ["DOTNET_TieredPGO"] = "0" };

    public IReadOnlyList<string> RunWords => [];

    public int? Daemon => int.Parse(File.ReadAllText(_folder["home/run/agent.pid"]), CultureInfo.InvariantCulture);

    public IReadOnlyList<int> Processes() => [.. EngineProcesses.Naming(_folder.Path).Append(Daemon!.Value).Distinct()];

    public static async Task<SlipwayContainers> StartAsync(string program, string image)
    {
        var engine = new SlipwayContainers(program);
        await TimedCommand.RunAsync([program, "load", "-i", image], engine.Environment);
        await engine.StartAgentAsync();
        return engine;
    }

    public async Task BeginAnewAsync()
    {
        await StopAgentAsync();
        await StartAgentAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await StopAgentAsync();
        _folder.Dispose();
    }

    // Whatever needs an agent starts it.
    private async Task StartAgentAsync()
    {
        await TimedCommand.RunAsync([.. Client, "create", "--name", "first", SampleContainer.Image], Environment);
        await TimedCommand.RunAsync([.. Client, "rm", "first"], Environment);
    }

    private async Task StopAgentAsync()
    {
        var agent = Native.ProcessIdentity.Find(Daemon!.Value);
        agent?.Kill(Native.Signal.Term);
        while (agent is { IsAlive: true })
            await Task.Delay(20);
    }
}
