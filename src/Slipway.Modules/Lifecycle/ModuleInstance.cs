// SPDX-License-Identifier: Apache-2.0
using System.Net;
using Slipway.Containers;

namespace Slipway.Modules;

/// <summary>
/// An installed module: its record, its published ports, and the run that is its present. When the program ends it is started again, after a while
/// that grows. Whoever changes it holds <see cref="Turn"/>.
/// </summary>
internal sealed class ModuleInstance : IAsyncDisposable
{
    private readonly ModuleServices _services;
    private readonly Func<ModuleInstance, CancellationToken, Task> _connect;
    private readonly RestartBackoff _backoff;
    private readonly CancellationTokenSource _stopping = new();
    private readonly Dictionary<int, PortProxy> _ports = [];
    private Task _supervision = Task.CompletedTask;
    private string? _problem;

    /// <param name="services">What it works with.</param>
    /// <param name="record">What is written down of it.</param>
    /// <param name="turn">Held by whoever changes it.</param>
    /// <param name="connect">Links its new run to what it depends on, and what depends on it to its new run.</param>
    public ModuleInstance(ModuleServices services, ModuleRecord record, SemaphoreSlim turn, Func<ModuleInstance, CancellationToken, Task> connect)
    {
        (_services, Record, Turn, _connect) = (services, record, turn, connect);
        _backoff = new(services.Options.Restart);
        Logs = new(services.Records.LogOf(record.Spec.Name), ContainerLogOptions.Default, services.Time);
    }

    public ModuleRecord Record { get; private set; }

    public SemaphoreSlim Turn { get; }

    public ContainerLog Logs { get; }

    public string Name => Record.Spec.Name;

    /// <summary>Its run; null while there is none.</summary>
    public ModuleRun? Run { get; private set; }

    /// <summary>What is wrong with it, as a sentence; null where nothing is.</summary>
    public string? Problem => Volatile.Read(ref _problem);

    /// <summary>Makes a run its present: its ports lead there, and the record says so.</summary>
    /// <exception cref="IOException">A port is taken; what was before is unchanged.</exception>
    public void SetRun(ModuleRun run, ModuleRecord record)
    {
        MovePorts(run);
        try
        {
            _services.Records.Write(record);
        }
        catch
        {
            if (Run is { } before)
                MovePorts(before);
            else
                _ports.Keys.ToList().ForEach(host => _ = Close(host));
            throw;
        }
        (Run, Record) = (run, record);
        Volatile.Write(ref _problem, null);
    }

    /// <summary>Begins to watch over it.</summary>
    public void Supervise() => _supervision = Task.Run(SuperviseAsync);

    /// <summary>Takes up the container that the record names, if it runs, or starts a new one. Done once, when an agent starts.</summary>
    public async Task ResumeAsync(CancellationToken cancellationToken)
    {
        try
        {
            var image = _services.Images.Read(Record.Spec.Image, Record.ImageDigest);
            if (_services.Runner.Find(Record.ContainerId) is { } container && container.GetState().Status == ContainerStatus.Running)
            {
                var run = await ModuleRun.AdoptAsync(_services, container, Record.Spec, image, Logs, cancellationToken);
                MovePorts(run);
                Run = run;
                await _connect(this, cancellationToken);
                Log.Adopted(_services.Log, Name);
                return;
            }
            await StartAgainAsync(cancellationToken);
        }
        catch (Exception e) when (e is IOException or TimeoutException)
        {
            Note($"It could not be started: {e.Message}");
            Log.NotRestarted(_services.Log, Name, e.Message);
        }
    }

    /// <summary>Stops watching over it, closes its ports and takes its container away.</summary>
    public async Task RemoveAsync(CancellationToken cancellationToken)
    {
        await StopSupervisionAsync();
        await ClosePortsAsync();
        if (Run is { } run)
            await run.RemoveAsync(cancellationToken);
        Run = null;
    }

    /// <summary>Lets go of it; its container goes on.</summary>
    public async ValueTask DisposeAsync()
    {
        await StopSupervisionAsync();
        await ClosePortsAsync();
        if (Run is { } run)
            await run.DisposeAsync();
        _stopping.Dispose();
    }

    private async Task SuperviseAsync()
    {
        var cancellationToken = _stopping.Token;
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                if (Run is { } run)
                {
                    var exit = await run.Container.WaitAsync(cancellationToken);
                    // Another run took its place, or it is being taken away: not this one's affair.
                    await Task.Delay(await NoteEndAsync(run, exit, cancellationToken), _services.Time, cancellationToken);
                }
                else
                {
                    await Task.Delay(_backoff.Ended(_services.Time.GetUtcNow(), TimeSpan.Zero), _services.Time, cancellationToken);
                }
                await Turn.WaitAsync(cancellationToken);
                try
                {
                    if (Run is null)
                        await StartAgainAsync(cancellationToken);
                }
                finally
                {
                    Turn.Release();
                }
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e) when (e is IOException or TimeoutException)
            {
                Note($"It could not be started again: {e.Message}");
                Log.NotRestarted(_services.Log, Name, e.Message);
            }
        }
    }

    private async Task<TimeSpan> NoteEndAsync(ModuleRun run, ContainerExit exit, CancellationToken cancellationToken)
    {
        await Turn.WaitAsync(cancellationToken);
        try
        {
            if (Run != run)
                return TimeSpan.Zero;
            var now = _services.Time.GetUtcNow();
            var ran = exit.EndedAt - (run.Container.GetState().StartedAt ?? exit.EndedAt);
            Run = null;
            await run.RemoveAsync(cancellationToken);
            Record = Record.WithError(now) with { RestartCount = Record.RestartCount + 1 };
            _services.Records.Write(Record);
            var delay = _backoff.Ended(now, ran);
            Note(Describe(exit));
            Log.Ended(_services.Log, Name, exit.ExitCode, delay);
            return delay;
        }
        finally
        {
            Turn.Release();
        }
    }

    private string Describe(ContainerExit exit)
    {
        var end = exit.IsOutOfMemory ? "Its program was killed because it reached its memory limit"
            : $"Its program ended with exit code {exit.ExitCode?.ToString() ?? "unknown"}";
        return _backoff.IsCrashLoop ? $"{end}, again and again (a crash loop); it is tried again once in a while." : $"{end}; it is started again.";
    }

    private async Task StartAgainAsync(CancellationToken cancellationToken)
    {
        if (_services.Runner.Find(Record.ContainerId) is { } old)
            await old.DeleteAsync(cancellationToken);
        var record = Record with { ContainerId = ModuleContainer.NewId(Name) };
        // Written down first, so that whatever a crash leaves is found.
        _services.Records.Write(record);
        Record = record;
        var image = _services.Images.Read(record.Spec.Image, record.ImageDigest);
        var run = await ModuleRun.CreateAsync(_services, record.ContainerId, record.Spec, image, Logs, cancellationToken);
        try
        {
            MovePorts(run);
            Run = run;
            await _connect(this, cancellationToken);
            await run.StartAsync(cancellationToken);
            Volatile.Write(ref _problem, null);
        }
        catch
        {
            // Whatever happened, half a run is none.
            Run = null;
            await run.RemoveAsync(CancellationToken.None);
            throw;
        }
    }

    private void MovePorts(ModuleRun run)
    {
        var wanted = run.Spec.Ports.ToDictionary(static port => port.Host, static port => port.Container);
        var opened = new List<int>();
        try
        {
            foreach (var (host, container) in wanted.Where(pair => !_ports.ContainsKey(pair.Key)))
            {
                _ports.Add(host, PortProxy.Start(new(IPAddress.Loopback, host), new(run.Network, container), ForwardOptions.Default));
                opened.Add(host);
            }
        }
        catch
        {
            foreach (var host in opened)
                _ = Close(host);
            throw;
        }
        foreach (var host in _ports.Keys.Except(wanted.Keys).ToList())
            _ = Close(host);
        foreach (var (host, container) in wanted)
            _ports[host].Target = new(run.Network, container);
    }

    // A proxy stops listening at once; that its last connections have ended is nothing to wait for.
    private Task Close(int host) => _ports.Remove(host, out var proxy) ? proxy.DisposeAsync().AsTask() : Task.CompletedTask;

    private async Task ClosePortsAsync()
    {
        foreach (var host in _ports.Keys.ToList())
            await Close(host);
    }

    private async Task StopSupervisionAsync()
    {
        if (_supervision.IsCompleted && _stopping.IsCancellationRequested)
            return;
        await _stopping.CancelAsync();
        await _supervision;
    }

    private void Note(string problem) => Volatile.Write(ref _problem, problem);
}
