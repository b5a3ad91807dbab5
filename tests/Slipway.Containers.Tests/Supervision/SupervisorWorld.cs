// SPDX-License-Identifier: Apache-2.0
using System.Text;
using Slipway.Oci;
using Slipway.TestKit;

namespace Slipway.Containers.Tests;

/// <summary>A home with one busybox image, and a supervisor that can be let go of and followed by another.</summary>
public sealed class SupervisorWorld : IAsyncDisposable
{
    private readonly ContainerWorld _world = new();
    private ContainerSupervisor? _supervisor;
    private Descriptor? _image;

    public static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>Soon again.</summary>
    public static RestartOptions Restart { get; } = new() { FirstDelay = TimeSpan.FromMilliseconds(10), LongestDelay = TimeSpan.FromMilliseconds(50) };

    public SlipwayHome Home => _world.Home;

    public ContainerCatalog Catalog => new(Home);

    public VolumeStore Volumes => new(Home, TimeProvider.System);

    public List<string> Events { get; } = [];

    /// <summary>The same with all that is told of each.</summary>
    public List<string> Details { get; } = [];

    /// <summary>How soon those that end are started again.</summary>
    public RestartOptions RestartsAs { get; set; } = Restart;

    public ContainerSupervisor Supervisor => _supervisor ?? throw new InvalidOperationException("No supervisor runs.");

    public string MakeFolder(string path) => _world.MakeFolder(path);

    /// <summary>Starts a supervisor as an agent that starts would.</summary>
    public async Task<ContainerSupervisor> StartAsync()
    {
        _image ??= await BusyboxImage.CreateAsync(OciLayout.Open(Home.Store), "busybox:1", new() { Env = ["PATH=/bin"] }, "page", Cancellation);
        var options = new SupervisorOptions
        {
            Home = Home,
            Restart = RestartsAs,
            Report = happened =>
            {
                lock (Events)
                {
                    Events.Add($"{happened.Kind} {happened.Container.Name}");
                    Details.Add($"{happened.Kind} {happened.Container.Name}: {happened.Detail}");
                }
            },
        };
        return _supervisor = await ContainerSupervisor.StartAsync(options, await _world.OpenAsync(), Cancellation);
    }

    /// <summary>What the agent knows of a container.</summary>
    public ContainerView View(string id) => ContainerView.Read(Home, Catalog.Read(id)!);

    /// <summary>Waits until something holds.</summary>
    public static async Task UntilAsync(Func<bool> holds)
    {
        while (!holds())
            await Task.Delay(10, Cancellation);
    }

    /// <summary>Waits until something was told.</summary>
    public Task UntilToldAsync(string start) => UntilAsync(() =>
    {
        lock (Events)
            return Details.Any(text => text.StartsWith(start, StringComparison.Ordinal));
    });

    /// <summary>What a machine that goes down and comes up leaves: no process, no mount, nothing in memory.</summary>
    public async Task RebootAsync()
    {
        await LetGoAsync();
        foreach (var definition in Catalog.List())
        {
            if ((await _world.OpenAsync()).Find(definition.Id) is { } container)
            {
                container.Kill(Native.Signal.Kill);
                await Cgroups.DeleteAsync(ContainerRemoval.CgroupOf(Home, definition.Id), Cancellation);
                await Conmon.RemoveAsync(container.Folder, ContainerRemoval.CgroupOf(Home, definition.Id), Cancellation);
            }
        }
        MountedFolder.UnmountBelow(Home.Run);
        Native.LinuxFile.RemoveTree(Home.Run, Cancellation);
        Directory.CreateDirectory(Home.Run);
    }

    /// <summary>Lets go of the supervisor; containers go on.</summary>
    public async Task LetGoAsync()
    {
        await Supervisor.DisposeAsync();
        _supervisor = null;
    }

    public ContainerDefinition Define(string name, string script) => new()
    {
        Id = ContainerCatalog.NewId(),
        Name = name,
        CreatedAt = DateTimeOffset.UtcNow,
        Image = "busybox:1",
        Manifest = _image!,
        Platform = Platform.Host,
        Entrypoint = ["/bin/sh", "-c"],
        Command = [script],
        Environment = ["PATH=/bin"],
    };

    /// <summary>Makes and starts a container.</summary>
    public async Task<string> RunAsync(ContainerDefinition definition)
    {
        var id = (await Supervisor.CreateAsync(definition, Cancellation)).Id;
        await Supervisor.StartAsync(id, Cancellation);
        return id;
    }

    /// <summary>What a container has written so far, a line each.</summary>
    public async Task<IReadOnlyList<string>> ReadLogAsync(string id)
    {
        var lines = new List<string>();
        await foreach (var line in new ContainerLog(Catalog.LogOf(id), ContainerLogOptions.Default, TimeProvider.System).ReadAsync(new(), Cancellation))
            lines.Add(line.Text);
        return lines;
    }

    /// <summary>Waits until a container has written a line.</summary>
    public async Task WaitForLineAsync(string id, string text)
    {
        while (!(await ReadLogAsync(id)).Contains(text))
            await Task.Delay(20, Cancellation);
    }

    /// <summary>Runs a shell script in a running container.</summary>
    public async Task<(int ExitCode, string Output)> ExecAsync(string id, string script)
    {
        var output = new MemoryStream();
        var exitCode = await (await _world.OpenAsync()).Find(id)!.ExecAsync(
            new() { Arguments = ["/bin/sh", "-c", script], Environment = ["PATH=/bin"] }, new() { Output = output, Error = output }, Cancellation);
        return (exitCode, Encoding.UTF8.GetString(output.ToArray()));
    }

    public async Task<ContainerStatus?> StatusAsync(string id) => (await _world.OpenAsync()).Find(id)?.GetState().Status;

    /// <summary>The run of a container; null if it has none.</summary>
    public async Task<ContainerState?> StateAsync(string id) => (await _world.OpenAsync()).Find(id)?.GetState();

    /// <summary>Takes away what dead processes left, as an agent does before it supervises.</summary>
    public Task<int> SweepAsync() => LeftoverSweep.RunAsync(Home, TimeProvider.System, Cancellation);

    /// <summary>What is left on the machine once every container is removed.</summary>
    public async Task<IReadOnlyList<string>> RemoveAllAsync(string? but = null)
    {
        foreach (var definition in Catalog.List().Where(definition => definition.Id != but))
            await Supervisor.RemoveAsync(definition.Id, ContainerRemovals.Running | ContainerRemovals.NamelessVolumes, Cancellation);
        return Leftovers(but);
    }

    /// <summary>What is left on the machine that isn't of one container.</summary>
    public IReadOnlyList<string> Leftovers(string? but = null) => [.. _world.Leftovers().Where(path => but is null || !path.Contains(but, StringComparison.Ordinal))];

    /// <summary>Folders without a name yet, or any more.</summary>
    public IReadOnlyList<string> HalfMade()
    {
        string[] folders = [Home.Containers, Home.Volumes, Path.Combine(Home.Run, "containers"), .. Directory.Exists(Home.Volumes) ? Directory.GetDirectories(Home.Volumes) : []];
        var unnamed = folders.Where(Directory.Exists).SelectMany(Directory.GetDirectories).Where(static path => Path.GetFileName(path).StartsWith('.'));
        var unfinished = Path.Combine(Home.Snapshots, "new");
        return [.. unnamed, .. Directory.Exists(unfinished) ? Directory.GetFileSystemEntries(unfinished) : []];
    }

    public async ValueTask DisposeAsync()
    {
        if (_supervisor is not null)
        {
            foreach (var definition in Catalog.List())
                await _supervisor.RemoveAsync(definition.Id, ContainerRemovals.Running, CancellationToken.None);
            await _supervisor.DisposeAsync();
        }
        _world.Dispose();
    }
}
