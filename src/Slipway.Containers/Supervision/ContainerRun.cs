// SPDX-License-Identifier: Apache-2.0
using System.Collections.Concurrent;
using System.Net;
using Slipway.Native;

namespace Slipway.Containers;

/// <summary>
/// One run of a container by hand and what this process does for it: its log, its health checks, its links to others. Letting go of it leaves the container
/// running; <see cref="RemoveAsync"/> takes the run away, and leaves what the container keeps.
/// </summary>
internal sealed class ContainerRun : IAttachedProgram, IAsyncDisposable
{
    private static readonly TimeSpan LastWords = TimeSpan.FromSeconds(5);

    private readonly ImageRoot _root;
    private readonly ContainerLog _log;
    private readonly HealthProbe? _probe;
    private readonly ContainerWatch _watch;
    private readonly Func<Task> _afterwards;
    private readonly TaskCompletionSource _well = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Dictionary<(IPAddress Address, int Port, PortProtocol Protocol), Link> _links = [];
    private readonly SemaphoreSlim _linking = new(1);
    private readonly Lock _noting = new();
    private readonly CancellationTokenSource _stopping = new();
    private readonly TaskCompletionSource<ContainerExit?> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ConcurrentDictionary<Task, ExecRun> _execs = [];
    private readonly ContainerDefinition _definition;
    private readonly TimeProvider _time;
    private Task _pumping = Task.CompletedTask;
    private Task _probing = Task.CompletedTask;
    private PortSet _ports = PortSet.Empty;
    private ContainerVitals _vitals = new();
    private bool _isDisposed;

    /// <param name="container">The container, made or found.</param>
    /// <param name="definition">What was asked for.</param>
    /// <param name="root">Its image, held as long as this lives.</param>
    /// <param name="log">Where its output goes.</param>
    /// <param name="time">The clock.</param>
    /// <param name="watch">Told what happens.</param>
    /// <param name="afterwards">Gives back what it had of the host, when it is removed.</param>
    internal ContainerRun(
        DetachedContainer container, ContainerDefinition definition, ImageRoot root, ContainerLog log, TimeProvider time, ContainerWatch watch, Func<Task> afterwards)
    {
        (Container, _definition, _root, _log, _time, _watch, _afterwards) = (container, definition, root, log, time, watch, afterwards);
        Network = definition.Network is DefinedNetwork.OwnNetwork or DefinedNetwork.EgressNetwork ? container.OpenNetwork() : null;
        _probe = HealthProbe.Of(definition.HealthCheck, definition.Shell, container, time, PortDialer.To(definition.Network, Network));
        if (_probe is null)
            _well.SetResult();
        Terminal = OpenTerminal();
    }

    /// <summary>Done when its check has succeeded, or has failed as often as it may; at once where there is none.</summary>
    internal Task Well => _well.Task;

    /// <summary>Whether it is ended because it was unhealthy, to be started again.</summary>
    internal bool EndsForHealth { get; set; }

    internal DetachedContainer Container { get; }

    /// <inheritdoc/>
    public PseudoTerminal? Terminal { get; }

    /// <inheritdoc/>
    public Audience Audience { get; } = new();

    /// <inheritdoc/>
    public Task<ContainerExit?> Ended => _ended.Task;

    /// <inheritdoc/>
    public bool HasInputOnce => _definition.HasInputOnce;

    /// <summary>Its own network, where it has one.</summary>
    internal NetworkNamespace? Network { get; }

    /// <summary>Starts the program.</summary>
    internal async Task StartAsync(CancellationToken cancellationToken)
    {
        _pumping = PumpAsync();
        await Container.StartAsync(cancellationToken).ConfigureAwait(false);
        Probe();
    }

    /// <summary>Takes up the program that runs.</summary>
    internal void Adopt()
    {
        _vitals = (ContainerRecords.ReadVitals(Container.Folder) ?? _vitals) with { Ports = [] };
        _pumping = PumpAsync();
        Probe();
    }

    /// <summary>Somebody attaches to it.</summary>
    internal Attachment Attach(AttachOptions options) => new(this, _definition.HasInput ? options : options with { Streams = options.Streams & ~AttachedStreams.Input });

    /// <summary>Starts one more program in it, with somebody attached to that; it goes on whatever becomes of them.</summary>
    /// <exception cref="ExecutionException">It could not be started.</exception>
    internal async Task<Attachment> ExecAsync(ExecSpec spec, AttachOptions options, CancellationToken cancellationToken)
    {
        var exec = new ExecRun(await Container.StartProgramAsync(spec, cancellationToken).ConfigureAwait(false), _time);
        var attachment = new Attachment(exec, options);
        var keeping = exec.KeepAsync(_stopping.Token);
        _execs[keeping] = exec;
        _ = keeping.ContinueWith(done => _execs.TryRemove(done, out _), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        return attachment;
    }

    /// <inheritdoc/>
    public Stream? OpenInput() => Container.OpenInput();

    /// <inheritdoc/>
    public Task EndInputAsync() => Container.EndInputAsync();

    /// <summary>Tells those who are attached that it has ended and all that follows from that is done; null where this process lets go of it instead.</summary>
    internal void Settle(ContainerExit? exit)
    {
        if (exit is null)
            _ended.TrySetCanceled(CancellationToken.None);
        else
            _ended.TrySetResult(exit);
    }

    /// <summary>Opens its published ports on the host, all or none.</summary>
    /// <exception cref="IOException">One is taken, or isn't this machine's.</exception>
    internal async Task PublishAsync(IReadOnlyList<PublishedPort> ports)
    {
        if (Network is null || ports.Count == 0)
            return;
        _ports = await PortSet.OpenAsync(ports, Network).ConfigureAwait(false);
        Note(vitals => vitals with { Ports = _ports.Ports });
    }

    /// <summary>Leads what it calls by an address to another container's network, over what led elsewhere before.</summary>
    internal async Task LinkAsync(IPAddress address, NetworkNamespace network, IEnumerable<(int Port, PortProtocol Protocol)> ports, CancellationToken cancellationToken)
    {
        if (Network is null)
            return;
        await _linking.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            foreach (var (port, protocol) in ports)
            {
                var to = new PortTarget(network, port, protocol);
                if (_links.TryGetValue((address, port, protocol), out var link))
                    link.Target = to;
                else if (!_isDisposed)
                    _links[(address, port, protocol)] = await Link.StartAsync(Network, new IPEndPoint(address, port), to, ForwardOptions.Default, cancellationToken).ConfigureAwait(false);
            }
        }
        finally
        {
            _linking.Release();
        }
    }

    /// <summary>Takes the run away once its program has ended, or kills it.</summary>
    internal async Task RemoveAsync(CancellationToken cancellationToken)
    {
        Container.Kill(Signal.Kill);
        // What it said last is written down before the pipes go.
        await _pumping.WaitAsync(LastWords, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await DisposeAsync().ConfigureAwait(false);
        await Container.DeleteAsync(cancellationToken).ConfigureAwait(false);
        await _afterwards().ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_isDisposed)
            return;
        _isDisposed = true;
        await _stopping.CancelAsync().ConfigureAwait(false);
        await _probing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _pumping.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        foreach (var exec in _execs.Keys)
            await exec.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (Terminal is not null)
            await Terminal.DisposeAsync().ConfigureAwait(false);
        // A link that is being made is waited for: nobody makes another.
        await _linking.WaitAsync(CancellationToken.None).ConfigureAwait(false);
        await _ports.DisposeAsync().ConfigureAwait(false);
        foreach (var link in _links.Values)
            await link.DisposeAsync().ConfigureAwait(false);
        _linking.Release();
        Network?.Dispose();
        _root.Dispose();
        _stopping.Dispose();
    }

    private async Task PumpAsync()
    {
        try
        {
            await _log.PumpToAllAsync(Container, Terminal, Audience, _watch.Warn, _stopping.Token).ConfigureAwait(false);
        }
        catch (IOException e)
        {
            _watch.Warn($"What it says cannot be read any more: {e.Message}");
        }
    }

    private PseudoTerminal? OpenTerminal()
    {
        try
        {
            var terminal = Container.OpenTerminal();
            if (terminal is null && _definition.HasTerminal)
                _watch.Warn("Its terminal is lost: who kept it open was ended.");
            return terminal;
        }
        catch (NativeException e)
        {
            _watch.Warn($"Its terminal cannot be had: {e.Message}");
            return null;
        }
    }

    private void Probe()
    {
        if (_probe is not null && Container.GetState().StartedAt is { } started)
            _probing = _probe.RunAsync(started, _vitals.Health, NoteHealth, _stopping.Token);
    }

    private void NoteHealth(HealthReport report)
    {
        var before = _vitals.Health?.Status ?? HealthStatus.Starting;
        try
        {
            Note(vitals => vitals.With(report));
        }
        catch (IOException e)
        {
            // The next report says it again.
            _watch.Warn($"How it is cannot be written down: {e.Message}");
        }
        if (report.Status != HealthStatus.Starting)
            _well.TrySetResult();
        if (report.Status != before)
            _watch.Health(report.Status);
    }

    private void Note(Func<ContainerVitals, ContainerVitals> change)
    {
        lock (_noting)
        {
            _vitals = change(_vitals);
            ContainerRecords.WriteVitals(Container.Folder, _vitals);
        }
    }
}
