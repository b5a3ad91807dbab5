// SPDX-License-Identifier: Apache-2.0
using Slipway.Native;

namespace Slipway.Containers.Tests;

/// <summary>Something that an agent is asked to do with one container, and what may be found after it died in the middle of that.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="Before">What is done before, and survives: nothing of it is under test.</param>
/// <param name="Words">What the agent that dies is asked: <c>create</c>, <c>start</c>, <c>stop</c>, <c>restart</c>, <c>kill</c>, <c>rename</c>, <c>remove</c>, <c>gone</c>.</param>
/// <param name="Define">The container.</param>
/// <param name="MostStarts">How often its program may have been started by the end, counted by the program itself.</param>
public sealed record CrashScenario(string Name, IReadOnlyList<string> Before, IReadOnlyList<string> Words, Func<SupervisorWorld, ContainerDefinition> Define, int MostStarts)
{
    // Says that it was started where that is kept, and goes on until it is asked to end.
    private const string Lasting = "echo started >> /starts; trap 'exit 0' TERM; echo ready; while true; do sleep 0.05; done";

    public static IReadOnlyList<CrashScenario> All { get; } =
    [
        new("run", [], ["create", "start"], static world => world.Define("one", Lasting), 1),
        new("run, always restarted", [], ["create", "start"], static world => world.Define("one", Lasting) with { Restart = RestartPolicy.Parse("always") }, 1),
        new("run with volumes", [], ["create", "start"], static world => world.Define("one", $"test -f /www/index.html || exit 9; {Lasting}") with { Mounts = Volumes() }, 1),
        new("stop", ["create", "start", "ready"], ["stop"], static world => world.Define("one", Lasting) with { Restart = RestartPolicy.Parse("unless-stopped") }, 1),
        new("kill", ["create", "start", "ready"], ["kill"], static world => world.Define("one", Lasting) with { Restart = RestartPolicy.Parse("unless-stopped") }, 1),
        new("restart", ["create", "start", "ready"], ["restart"], static world => world.Define("one", Lasting), 2),
        new("rename", ["create", "start", "ready"], ["rename"], static world => world.Define("one", Lasting), 1),
        new("remove", ["create", "start", "ready"], ["remove"], static world => world.Define("one", Lasting) with { Mounts = Volumes() }, 1),
        new("end", ["create"], ["start", "gone"], static world => world.Define("one", "echo started >> /starts; exit 3") with { RemovesItself = true, Mounts = Volumes() }, 1),
        new("end, then started again", [], ["create", "start", "wait", "start", "wait"], static world => world.Define("one", "echo started >> /starts; exit 3"), 2),
    ];

    /// <summary>Does what is asked.</summary>
    public static async Task DoAsync(ContainerSupervisor supervisor, ContainerCatalog catalog, ContainerDefinition definition, IEnumerable<string> words)
    {
        var (id, token) = (definition.Id, SupervisorWorld.Cancellation);
        foreach (var word in words)
        {
            await (word switch
            {
                "create" => supervisor.CreateAsync(definition, token),
                "start" => supervisor.StartAsync(id, token),
                "ready" => UntilAsync(() => File.Exists(catalog.LogOf(id)) && File.ReadAllText(catalog.LogOf(id)).Contains("ready", StringComparison.Ordinal)),
                "stop" => supervisor.StopAsync(id, null, token),
                "kill" => supervisor.KillAsync(id, Signal.Kill, token),
                "wait" => supervisor.WaitAsync(id, token),
                "restart" => supervisor.RestartAsync(id, null, token),
                "rename" => supervisor.RenameAsync(id, "other", token),
                "remove" => supervisor.RemoveAsync(id, ContainerRemovals.Running | ContainerRemovals.NamelessVolumes, token),
                "gone" => UntilAsync(() => catalog.Read(id) is null),
                _ => throw new ArgumentException($"'{word}' is nothing to do.", nameof(words)),
            });
        }
    }

    private static async Task UntilAsync(Func<bool> isSo)
    {
        while (!isSo())
            await Task.Delay(5, SupervisorWorld.Cancellation);
    }

    private static IReadOnlyList<DefinedMount> Volumes() => [MountText.ParseVolume("/www", ContainerCatalog.NewId()), MountText.ParseVolume("kept:/kept", "")];
}
