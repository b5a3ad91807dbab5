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

    public SlipwayHome Home => _world.Home;

    public ContainerCatalog Catalog => new(Home);

    public VolumeStore Volumes => new(Home, TimeProvider.System);

    public List<string> Events { get; } = [];

    public ContainerSupervisor Supervisor => _supervisor ?? throw new InvalidOperationException("No supervisor runs.");

    public string MakeFolder(string path) => _world.MakeFolder(path);

    /// <summary>Starts a supervisor as an agent that starts would.</summary>
    public async Task<ContainerSupervisor> StartAsync()
    {
        _image ??= await BusyboxImage.CreateAsync(OciLayout.Open(Home.Store), "busybox:1", new() { Env = ["PATH=/bin"] }, "page", Cancellation);
        var options = new SupervisorOptions
        {
            Home = Home,
            Restart = new() { FirstDelay = TimeSpan.FromMilliseconds(10), LongestDelay = TimeSpan.FromMilliseconds(50) },
            Report = happened =>
            {
                lock (Events)
                    Events.Add($"{happened.Kind} {happened.Container.Name}");
            },
        };
        return _supervisor = await ContainerSupervisor.StartAsync(options, await _world.OpenAsync(), Cancellation);
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

    /// <summary>What is left on the machine once every container is removed.</summary>
    public async Task<IReadOnlyList<string>> RemoveAllAsync()
    {
        foreach (var definition in Catalog.List())
            await Supervisor.RemoveAsync(definition.Id, ContainerRemovals.Running, Cancellation);
        return _world.Leftovers();
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
