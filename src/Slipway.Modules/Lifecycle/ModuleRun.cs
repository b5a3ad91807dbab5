// SPDX-License-Identifier: Apache-2.0
using System.Collections.Concurrent;
using System.Net;
using Slipway.Containers;
using Slipway.Native;
using Slipway.Oci;

namespace Slipway.Modules;

/// <summary>
/// One container of a module and what this process does for it: its log, its health checks, its links to others. Letting go of it leaves the container
/// running; <see cref="RemoveAsync"/> takes it away.
/// </summary>
internal sealed class ModuleRun : IAsyncDisposable
{
    private readonly ModuleServices _services;
    private readonly ImageRoot _root;
    private readonly ContainerLog _log;
    private readonly ConcurrentDictionary<(string Name, int Port), Link> _links = new();
    private readonly SemaphoreSlim _linking = new(1);
    private readonly CancellationTokenSource _stopping = new();
    private readonly TaskCompletionSource<HealthReport> _decided = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Task _pump = Task.CompletedTask;
    private Task _probe = Task.CompletedTask;
    private HealthReport? _health;
    private bool _isDisposed;

    private ModuleRun(ModuleServices services, ModuleSpec spec, StoredImage image, ImageRoot root, DetachedContainer container, ContainerLog log)
    {
        (_services, Spec, Image, _root, Container, _log) = (services, spec, image, root, container, log);
        Network = container.OpenNetwork();
    }

    public ModuleSpec Spec { get; }

    public StoredImage Image { get; }

    public DetachedContainer Container { get; }

    /// <summary>The container's network; gone with this.</summary>
    public NetworkNamespace Network { get; }

    /// <summary>What the last check told; null before, and where there is none.</summary>
    public HealthReport? Health => Volatile.Read(ref _health);

    /// <summary>Makes a container, up to the point where its program would start.</summary>
    public static async Task<ModuleRun> CreateAsync(
        ModuleServices services, string containerId, ModuleSpec spec, StoredImage image, ContainerLog log, CancellationToken cancellationToken)
    {
        var root = await services.Images.UnpackAsync(image, cancellationToken);
        try
        {
            ModuleContainer.RequireUser(services.Options.Home, spec, image, root.FileSystem);
            var container = await services.Runner.CreateAsync(ModuleContainer.Create(containerId, spec, image), root.FileSystem, cancellationToken);
            try
            {
                return new(services, spec, image, root, container, log);
            }
            catch
            {
                // Whatever happened, nothing of it stays.
                await container.DeleteAsync(CancellationToken.None);
                throw;
            }
        }
        catch
        {
            root.Dispose();
            throw;
        }
    }

    /// <summary>Takes up a container that another process made.</summary>
    public static async Task<ModuleRun> AdoptAsync(
        ModuleServices services, DetachedContainer container, ModuleSpec spec, StoredImage image, ContainerLog log, CancellationToken cancellationToken)
    {
        var root = await services.Images.UnpackAsync(image, cancellationToken);
        try
        {
            var run = new ModuleRun(services, spec, image, root, container, log);
            run.Watch();
            return run;
        }
        catch
        {
            root.Dispose();
            throw;
        }
    }

    /// <summary>Starts the program.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        Pump();
        await Container.StartAsync(cancellationToken);
        Probe();
    }

    /// <summary>Leads what it calls by a name to another module's network, over what led elsewhere before.</summary>
    public async Task LinkAsync(string name, NetworkNamespace network, IEnumerable<int> ports, CancellationToken cancellationToken)
    {
        var address = ModuleContainer.AddressOf(Spec.DependsOn.ToList().IndexOf(name));
        await _linking.WaitAsync(cancellationToken);
        try
        {
            foreach (var port in ports)
            {
                var target = new PortTarget(network, port);
                if (_links.TryGetValue((name, port), out var link))
                    link.Target = target;
                else if (!_isDisposed)
                    _links[(name, port)] = await Link.StartAsync(Network, new IPEndPoint(address, port), target, ForwardOptions.Default, cancellationToken);
            }
        }
        finally
        {
            _linking.Release();
        }
    }

    /// <summary>Waits until it is healthy, or without a check until it has run for a while.</summary>
    /// <returns>Null when it is well; else what is wrong, a sentence.</returns>
    public async Task<string?> WaitUntilWellAsync(CancellationToken cancellationToken)
    {
        var options = _services.Options;
        var exit = Container.WaitAsync(cancellationToken);
        var hasCheck = ModuleContainer.HealthCheckOf(Spec, Image) is { } check && check.Test is not (null or [] or ["NONE"]);
        var patience = Task.Delay(hasCheck ? options.HealthyWithin : options.SettleTime, options.Time, cancellationToken);
        var first = await Task.WhenAny(exit, patience, _decided.Task);
        cancellationToken.ThrowIfCancellationRequested();
        if (first == exit)
        {
            var ended = await exit;
            return ended.IsOutOfMemory
                ? "its program was killed because it reached its memory limit."
                : $"its program ended with exit code {ended.ExitCode?.ToString() ?? "unknown"}.";
        }
        if (first == patience)
            return hasCheck ? $"its check did not succeed within {options.HealthyWithin.TotalSeconds:0} s{Says(Health)}." : null;
        var report = await _decided.Task;
        return report.Status == HealthStatus.Healthy ? null : $"its check failed {report.FailingStreak} times in a row{Says(report)}.";
    }

    /// <summary>Ends the program, in its own way if it does so in time, and takes the container away with all that this process did for it.</summary>
    public async Task RemoveAsync(CancellationToken cancellationToken)
    {
        var state = Container.GetState();
        if (state.Status == ContainerStatus.Running)
            await Container.StopAsync(_services.Options.StopGrace, cancellationToken);
        // What it said last is written down before the pipes go.
        if (state.StartedAt is not null)
            await _pump.WaitAsync(TimeSpan.FromSeconds(5), cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await DisposeAsync();
        await Container.DeleteAsync(cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        if (_isDisposed)
            return;
        _isDisposed = true;
        await _stopping.CancelAsync();
        await _probe.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _pump.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        // A link that is being made is waited for: nobody makes another.
        await _linking.WaitAsync(CancellationToken.None);
        foreach (var link in _links.Values)
            await link.DisposeAsync();
        _linking.Release();
        Network.Dispose();
        _root.Dispose();
        _stopping.Dispose();
    }

    private void Watch()
    {
        Pump();
        Probe();
    }

    private void Pump() => _pump = PumpAsync();

    private async Task PumpAsync()
    {
        try
        {
            await _log.PumpAsync(Container, problem => Log.LogBroke(_services.Log, Spec.Name, problem), _stopping.Token);
        }
        catch (Exception e) when (e is IOException)
        {
            Log.LogBroke(_services.Log, Spec.Name, e.Message);
        }
    }

    private void Probe()
    {
        if (HealthProbe.Of(ModuleContainer.HealthCheckOf(Spec, Image), Image.Config.Config?.Shell, Container, _services.Time) is { } probe)
            _probe = probe.RunAsync(Note, _stopping.Token);
    }

    private void Note(HealthReport report)
    {
        Volatile.Write(ref _health, report);
        if (report.Status != HealthStatus.Starting)
            _decided.TrySetResult(report);
    }

    private static string Says(HealthReport? report) =>
        report?.Outcome.Output.Trim() is { Length: > 0 } output ? $" and says '{DisplayText.Escape(output.Length > 300 ? output[..300] : output)}'" : "";
}
