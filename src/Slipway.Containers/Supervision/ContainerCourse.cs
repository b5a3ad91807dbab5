// SPDX-License-Identifier: Apache-2.0
using System.Globalization;

namespace Slipway.Containers;

/// <summary>
/// The runs of one container by hand, one after the other: begun or taken up, watched to their end, begun again where its restart policy says so. What is written
/// down of it comes before what is done. Who calls has its turn; the runs' own ends take it.
/// </summary>
internal sealed class ContainerCourse : IAsyncDisposable
{
    private readonly SupervisorServices _services;
    private readonly SupervisedContainer _container;
    private readonly Turn _turn;
    private readonly Func<ContainerRun, CancellationToken, Task> _connect;
    private readonly Func<Task> _removeItself;
    private readonly ContainerRuns _runs;
    private readonly RestartPlan _plan;
    private readonly ContainerLog _log;
    private readonly WrittenFate _fate;
    private readonly PendingRestart _restart;
    private readonly CancellationTokenSource _letGo = new();

    /// <param name="services">What it works with.</param>
    /// <param name="container">Whose runs these are.</param>
    /// <param name="turn">The container's.</param>
    /// <param name="connect">Leads a run's links to others and those of others to it.</param>
    /// <param name="removeItself">Takes the container away when it has ended and asked for that.</param>
    internal ContainerCourse(
        SupervisorServices services, SupervisedContainer container, Turn turn, Func<ContainerRun, CancellationToken, Task> connect, Func<Task> removeItself)
    {
        (_services, _container, _turn, _connect, _removeItself) = (services, container, turn, connect, removeItself);
        _runs = new(services);
        _restart = new(turn, StartAgainAsync, services.Time);
        _log = new(services.Catalog.LogOf(Definition.Id), Definition.Log, services.Time);
        _fate = new(services, Definition.Id, turn, Warn);
        _plan = new(services.Options.Restart, Fate.Restarts, Warn);
    }

    internal ContainerFate Fate => _fate.Value;

    /// <summary>The present run; null while there is none.</summary>
    internal ContainerRun? Run { get; private set; }

    /// <summary>Whether the container is gone.</summary>
    internal bool IsGone { get; private set; }

    /// <summary>How the present run ends, or the last one has ended; null where that is not known.</summary>
    internal Task<ContainerExit?> Present { get; private set; } = Task.FromResult<ContainerExit?>(null);

    private ContainerDefinition Definition => _container.Definition;

    /// <summary>Begins a run, as if there had been none.</summary>
    /// <param name="attach">Attaches whoever is to miss nothing of it.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="IOException">It could not be started; why is written down too.</exception>
    internal Task BeginAnewAsync(Action<ContainerRun> attach, CancellationToken cancellationToken)
    {
        _restart.Cancel();
        return BeginAsync(_plan.BeginAnew(Fate), attach, cancellationToken);
    }

    /// <summary>Writes down what is wished of it, whether there is room for that or not, and begins no run by itself any more.</summary>
    internal void Wish(ContainerFate fate)
    {
        _restart.Cancel();
        if (fate != Fate)
            _fate.WriteOrLater(fate);
    }

    /// <summary>Begins no run by itself any more, and takes note that the container goes. That is written down, whether there is room for it or not, unless whoever finds it takes it away in any case.</summary>
    internal void WishAway(ContainerFate fate)
    {
        _restart.Cancel();
        if (Definition.RemovesItself && Run is null && Fate.Wish != ContainerWish.Created)
            _fate.Hold(fate);
        else if (fate != Fate)
            _fate.WriteOrLater(fate);
    }

    /// <summary>Takes up what an earlier agent left: the program that runs, or the news that it has ended.</summary>
    internal async Task ResumeAsync(CancellationToken cancellationToken)
    {
        if (_services.Runner.Find(Definition.Id) is { } left && await TakeUpAsync(left, cancellationToken).ConfigureAwait(false))
            return;
        // What ran when the machine went down left nothing that tells how it ended.
        if (Fate is { Wish: ContainerWish.Running, StartedAt: { } started } && !(Fate.Exit?.EndedAt >= started))
            _fate.Write(Fate with { Exit = new(null, IsOutOfMemory: false, _services.Time.GetUtcNow()) });
    }

    /// <summary>Begins a run again where one is to run; where it can't, it is tried later.</summary>
    internal async Task BeginAgainAsync()
    {
        // Somebody may have stopped or started it since.
        if (Fate.IsToRun(Definition.Restart) && await StartAgainAsync().ConfigureAwait(false) is { } delay)
            _restart.Schedule(delay);
    }

    /// <summary>Takes the present run away, or what an earlier one left, and all that runs had.</summary>
    internal async Task RemoveAsync()
    {
        var run = Run;
        Run = null;
        if (run is not null)
            await run.RemoveAsync(CancellationToken.None).ConfigureAwait(false);
        else if (_services.Runner.Find(Definition.Id) is { } left)
            await left.DeleteAsync(CancellationToken.None).ConfigureAwait(false);
        await _services.Egress.ReleaseAsync(Definition.Id, CancellationToken.None).ConfigureAwait(false);
        if (Fate.TakesVolumes)
            await _services.Volumes.RemoveNamelessAsync(Definition, CancellationToken.None).ConfigureAwait(false);
        _fate.Dispose();
        _services.KeepLog(Definition);
        _services.Catalog.Delete(Definition.Id);
        IsGone = true;
    }

    /// <summary>Ends what still waits, whoever has its turn.</summary>
    internal Task LetGoAsync() => _letGo.CancelAsync();

    /// <summary>Lets go of the present run; its program goes on.</summary>
    public async ValueTask DisposeAsync()
    {
        _restart.Dispose();
        if (Run is { } run)
            await run.DisposeAsync().ConfigureAwait(false);
        _fate.Dispose();
        _letGo.Dispose();
    }

    private async Task BeginAsync(ContainerFate fate, Action<ContainerRun> attach, CancellationToken cancellationToken)
    {
        try
        {
            var run = await _runs.CreateAsync(Definition, _log, new(Warn, NoteHealth), cancellationToken).ConfigureAwait(false);
            try
            {
                await run.PublishAsync(Definition.Ports).ConfigureAwait(false);
                Run = run;
                await _connect(run, cancellationToken).ConfigureAwait(false);
                // One that is started again stays so until its program runs.
                _fate.Write(fate with { Wish = Fate.Wish == ContainerWish.Restarted ? ContainerWish.Restarted : ContainerWish.Running, StartedAt = _services.Time.GetUtcNow(), Problem = null, StartsAgainAt = null });
                attach(run);
                await run.StartAsync(cancellationToken).ConfigureAwait(false);
                NoteRestarted();
            }
            catch
            {
                // Whatever happened, half a run is none.
                Run = null;
                await run.RemoveAsync(CancellationToken.None).ConfigureAwait(false);
                throw;
            }
            Watch(run);
        }
        catch (IOException e)
        {
            _fate.WriteOrLater(Fate with { RestartCount = fate.RestartCount, Problem = e.Message });
            throw;
        }
        _container.Report("start");
    }

    // Whether its program runs; if not, its end is written down and the run taken away.
    private async Task<bool> TakeUpAsync(DetachedContainer left, CancellationToken cancellationToken)
    {
        // A call to the runtime outlives the agent that made it, and might start the program in the next moment.
        await left.EndCallsAsync(cancellationToken).ConfigureAwait(false);
        var state = left.GetState();
        if (state.Status == ContainerStatus.Running)
        {
            if (state.StartedAt is null)
                left.NoteStart(Fate.StartedAt ?? _services.Time.GetUtcNow());
            await AdoptAsync(left, cancellationToken).ConfigureAwait(false);
            return true;
        }
        // The end of this run may be written down already; what is left of the run may know less by now.
        var startedAt = state.StartedAt ?? (state.Status == ContainerStatus.Stopped ? Fate.StartedAt : null);
        if (startedAt is { } began && !(Fate.Exit is { } known && known.EndedAt >= began))
            NoteEnd(Fate with { StartedAt = began }, await left.WaitAsync(cancellationToken).ConfigureAwait(false), isUnhealthy: false);
        else if (state.Status == ContainerStatus.Created)
            _fate.Write(Fate with { StartedAt = Fate.Exit is null ? null : Fate.StartedAt, Problem = "The agent ended before the program was started." });
        await left.DeleteAsync(cancellationToken).ConfigureAwait(false);
        return false;
    }

    private async Task AdoptAsync(DetachedContainer container, CancellationToken cancellationToken)
    {
        NoteRestarted();
        var run = await _runs.AdoptAsync(container, Definition, _log, new(Warn, NoteHealth), cancellationToken).ConfigureAwait(false);
        Run = run;
        run.Adopt();
        Watch(run);
        try
        {
            await run.PublishAsync(Definition.Ports).ConfigureAwait(false);
            await _connect(run, cancellationToken).ConfigureAwait(false);
        }
        catch (IOException e)
        {
            // It runs; that it can't be reached is told, and no reason to end it.
            _fate.WriteOrLater(Fate with { Problem = e.Message });
            Warn(e.Message);
        }
    }

    private void NoteRestarted()
    {
        if (Fate.Wish == ContainerWish.Restarted)
            _fate.WriteOrLater(Fate with { Wish = ContainerWish.Running });
    }

    private void Watch(ContainerRun run)
    {
        var noted = new TaskCompletionSource<ContainerExit?>(TaskCreationOptions.RunContinuationsAsynchronously);
        Present = noted.Task;
        var letGo = _letGo.Token;
        _ = Task.Run(() => WatchAsync(run, noted, letGo), CancellationToken.None);
    }

    private async Task WatchAsync(ContainerRun run, TaskCompletionSource<ContainerExit?> noted, CancellationToken letGo)
    {
        ContainerExit? exit = null;
        try
        {
            exit = await run.Container.WaitAsync(letGo).ConfigureAwait(false);
            var isItsOwn = await _turn.TakeAsync(() => NoteEndAsync(run, exit), letGo).ConfigureAwait(false);
            noted.TrySetResult(exit);
            if (isItsOwn && Definition.RemovesItself)
                await _removeItself().ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (letGo.IsCancellationRequested)
        {
            noted.TrySetCanceled(CancellationToken.None);
        }
        catch (IOException e)
        {
            Warn($"What is left of it could not be taken away: {e.Message}");
        }
        finally
        {
            // Nobody waits for ever.
            noted.TrySetResult(null);
            // Who is attached is told when all is done: the next command finds it as it is from then on.
            run.Settle(exit);
        }
    }

    // Whether it was still its present run that ended.
    private async Task<bool> NoteEndAsync(ContainerRun run, ContainerExit exit)
    {
        if (Run != run)
            return false;
        Run = null;
        NoteEnd(Fate, exit, run.EndsForHealth);
        await run.RemoveAsync(CancellationToken.None).ConfigureAwait(false);
        _container.Report("die", exit.IsOutOfMemory ? "out of memory" : $"exit code {exit.ExitCode?.ToString(CultureInfo.InvariantCulture) ?? "unknown"}");
        if (Fate.StartsAgainAt - exit.EndedAt is { } delay)
            _restart.Schedule(delay);
        return true;
    }

    private void NoteEnd(ContainerFate fate, ContainerExit exit, bool isUnhealthy)
    {
        // One that takes itself away is gone in a moment; an agent that finds it ended takes it away, whatever is written down.
        if (Definition.RemovesItself)
            _fate.Hold(_plan.End(fate, exit, isAgain: false));
        else
            _fate.WriteOrLater(_plan.End(fate, exit, fate.Wish == ContainerWish.Running && (isUnhealthy || Definition.Restart.Asks(exit, fate.RestartCount))));
    }

    private async Task<TimeSpan?> StartAgainAsync()
    {
        if (Run is not null || IsGone)
            return null;
        try
        {
            await BeginAsync(Fate with { RestartCount = Fate.RestartCount + 1 }, static _ => { }, CancellationToken.None).ConfigureAwait(false);
            return null;
        }
        catch (IOException)
        {
            // Why is written down; it is tried again, later each time, as often as it may.
            var now = _services.Time.GetUtcNow();
            _fate.WriteOrLater(_plan.Fail(Fate, now, Definition.OnUnhealthy == UnhealthyAction.Restart || Definition.Restart.Asks(new(null, IsOutOfMemory: false, now), Fate.RestartCount)));
            return Fate.StartsAgainAt - now;
        }
    }

    private void NoteHealth(HealthStatus status)
    {
        _container.Report("health_status", status.ToString().ToLowerInvariant());
        if (status == HealthStatus.Unhealthy && Definition.OnUnhealthy != UnhealthyAction.None && Run is { } run)
            _ = Task.Run(() => UnhealthyEnd.BringAsync(run, Definition, token => _container.StopAsync(null, token), Warn, _letGo.Token), CancellationToken.None);
    }

    private void Warn(string problem) => _container.Report("warning", problem);
}
