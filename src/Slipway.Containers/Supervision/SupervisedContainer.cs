// SPDX-License-Identifier: Apache-2.0
using Slipway.Native;

namespace Slipway.Containers;

/// <summary>
/// A container by hand as the agent keeps it: what was asked for, what became of it, and its run if it has one. When its program ends, the end is written down and
/// its restart policy asked. What is done to it comes one after the other.
/// </summary>
internal sealed class SupervisedContainer : IAsyncDisposable
{
    private readonly SupervisorServices _services;
    private readonly Func<SupervisedContainer, ContainerRun, CancellationToken, Task> _connect;
    private readonly Func<SupervisedContainer, Task> _removeItself;
    private readonly Turn _turn = new();
    private readonly ContainerRuns _runs;
    private readonly RestartPlan _plan;
    private readonly ContainerLog _log;
    private readonly WrittenFate _fate;
    private readonly CancellationTokenSource _letGo = new();
    private readonly PendingRestart _restart;
    private Task<ContainerExit?> _present = Task.FromResult<ContainerExit?>(null);
    private bool _isGone;

    /// <param name="services">What it works with.</param>
    /// <param name="definition">What was asked for; it is written down already.</param>
    /// <param name="connect">Leads its links to others and those of others to it.</param>
    /// <param name="removeItself">Takes it away when it has ended and asked for that.</param>
    internal SupervisedContainer(
        SupervisorServices services, ContainerDefinition definition,
        Func<SupervisedContainer, ContainerRun, CancellationToken, Task> connect, Func<SupervisedContainer, Task> removeItself)
    {
        (_services, Definition, _connect, _removeItself) = (services, definition, connect, removeItself);
        _runs = new(services);
        _restart = new(_turn, StartAgainAsync, services.Time);
        _log = new(services.Catalog.LogOf(definition.Id), definition.Log, services.Time);
        _fate = new(services, definition.Id, _turn, Warn);
        _plan = new(services.Options.Restart, Fate.Restarts, Warn);
    }

    internal ContainerDefinition Definition { get; private set; }

    internal ContainerFate Fate => _fate.Value;

    /// <summary>Its run; null while there is none.</summary>
    internal ContainerRun? Run { get; private set; }

    /// <summary>Starts it; nothing happens if it runs.</summary>
    /// <exception cref="IOException">It could not be started; why is written down too.</exception>
    internal Task StartAsync(CancellationToken cancellationToken) => _turn.TakeAsync(
        async () =>
        {
            RequireThere();
            if (Run is not null)
                return;
            _restart.Cancel();
            await BeginAsync(_plan.BeginAnew(Fate), static _ => { }, cancellationToken).ConfigureAwait(false);
        },
        cancellationToken);

    /// <summary>Attaches somebody to it, and starts it if that is asked for and it doesn't run.</summary>
    /// <exception cref="ContainerException">It does not run, and isn't to be started.</exception>
    /// <exception cref="IOException">It could not be started.</exception>
    internal Task<Attachment> AttachAsync(AttachOptions options, CancellationToken cancellationToken) => _turn.TakeAsync(
        async () =>
        {
            RequireThere();
            if (Run is { } run)
                return run.Attach(options);
            if (options.Moment == AttachMoment.Running)
                throw new ContainerException(ContainerRefusal.Conflict, $"You cannot attach to the container '{Definition.Name}': it does not run. Start it: slipway start {Definition.Name}");
            _restart.Cancel();
            Attachment? attachment = null;
            try
            {
                await BeginAsync(_plan.BeginAnew(Fate), begun => attachment = begun.Attach(options), cancellationToken).ConfigureAwait(false);
                return attachment!;
            }
            catch
            {
                if (attachment is not null)
                    await attachment.DisposeAsync().ConfigureAwait(false);
                throw;
            }
        },
        cancellationToken);

    /// <summary>Takes up what an earlier agent left: the program that runs, or the news that it has ended; takes away what was to go at its end.</summary>
    /// <returns>Whether it is down and is to run.</returns>
    internal async Task<bool> ResumeAsync(CancellationToken cancellationToken)
    {
        var isOver = await _turn.TakeAsync(
            async () =>
            {
                if (_services.Runner.Find(Definition.Id) is { } left && await TakeUpAsync(left, cancellationToken).ConfigureAwait(false))
                    return false;
                // What ran when the machine went down left nothing that tells how it ended.
                if (Fate is { Wish: ContainerWish.Running, StartedAt: { } started } && !(Fate.Exit?.EndedAt >= started))
                    _fate.Write(Fate with { Exit = new(null, IsOutOfMemory: false, _services.Time.GetUtcNow()) });
                return Definition.RemovesItself && Fate.Wish != ContainerWish.Created;
            },
            cancellationToken).ConfigureAwait(false);
        if (isOver)
            await _removeItself(this).ConfigureAwait(false);
        return !isOver && Run is null && Fate.IsToRun(Definition.Restart);
    }

    /// <summary>Starts what was found down and is to run, and waits until it is well, unless that takes too long.</summary>
    internal async Task StartAgainAsync(TimeSpan within, CancellationToken cancellationToken)
    {
        await _turn.TakeAsync(
            async () =>
            {
                // Somebody may have stopped or started it since.
                if (Fate.IsToRun(Definition.Restart) && await StartAgainAsync().ConfigureAwait(false) is { } delay)
                    _restart.Schedule(delay);
            },
            cancellationToken).ConfigureAwait(false);
        if (Run is { } run)
            await Task.WhenAny(run.Well, _present, Task.Delay(within, _services.Time, cancellationToken)).ConfigureAwait(false);
    }

    /// <summary>Asks it to end, and ends it when the time is over.</summary>
    /// <returns>False if it did not run.</returns>
    internal async Task<bool> StopAsync(TimeSpan? within, CancellationToken cancellationToken)
    {
        ContainerRun? run = null;
        Task<ContainerExit?>? present = null;
        await _turn.TakeAsync(
            () =>
            {
                RequireThere();
                _restart.Cancel();
                if (Fate.Wish == ContainerWish.Running)
                    _fate.WriteOrLater(Fate with { Wish = ContainerWish.Stopped, StartsAgainAt = null });
                (run, present) = (Run, _present);
                return Task.CompletedTask;
            },
            cancellationToken).ConfigureAwait(false);
        if (run is null)
            return false;
        await run.Container.StopAsync(within ?? Definition.StopTimeout, cancellationToken).ConfigureAwait(false);
        await present!.WaitAsync(cancellationToken).ConfigureAwait(false);
        Report("stop");
        return true;
    }

    /// <summary>Sends a signal to its program. One that ends it by hand is no reason to start it again.</summary>
    /// <exception cref="ContainerException">It does not run.</exception>
    internal Task KillAsync(Signal signal, CancellationToken cancellationToken) => _turn.TakeAsync(
        () =>
        {
            if (Run is not { } run)
                throw new ContainerException(ContainerRefusal.Conflict, $"The container '{Definition.Name}' does not run.");
            if (signal == Signal.Kill)
                _fate.WriteOrLater(Fate with { Wish = ContainerWish.Stopped });
            run.Container.Kill(signal);
            Report("kill", $"signal {signal.Number}");
            return Task.CompletedTask;
        },
        cancellationToken);

    /// <summary>Waits until it does not run any more, be it started again afterwards.</summary>
    /// <returns>How it last ended; null if it never ran.</returns>
    internal async Task<ContainerExit?> WaitAsync(CancellationToken cancellationToken)
    {
        var present = await _turn.TakeAsync(() => Task.FromResult(_present), cancellationToken).ConfigureAwait(false);
        return await present.WaitAsync(cancellationToken).ConfigureAwait(false) ?? Fate.Exit;
    }

    /// <summary>Gives it another name or another restart policy.</summary>
    internal Task ChangeAsync(ContainerDefinition definition, CancellationToken cancellationToken) => _turn.TakeAsync(
        () =>
        {
            RequireThere();
            _services.Catalog.Replace(definition);
            Definition = definition;
            return Task.CompletedTask;
        },
        cancellationToken);

    /// <summary>Gives it other limits or another restart policy.</summary>
    /// <exception cref="IOException">The limits can't be kept; nothing is changed then.</exception>
    internal Task UpdateAsync(ContainerUpdate update, CancellationToken cancellationToken) => _turn.TakeAsync(
        async () =>
        {
            var changed = Definition with { Resources = Definition.Resources.With(update.Resources), Restart = update.Restart ?? Definition.Restart };
            if (Run is { } run && update.Resources != ResourceLimits.None)
                await run.Container.LimitAsync(changed.Resources, cancellationToken).ConfigureAwait(false);
            _services.Catalog.Replace(changed);
            Definition = changed;
        },
        cancellationToken);

    /// <summary>Takes it away with its run and all that it keeps. Nothing happens if it is gone.</summary>
    /// <exception cref="ContainerException">It runs, and only one that doesn't was to be taken away.</exception>
    internal async Task RemoveAsync(ContainerRemovals removal, CancellationToken cancellationToken)
    {
        var isGone = false;
        await _turn.TakeAsync(
            async () =>
            {
                if (isGone = _isGone)
                    return;
                if (Run is not null && !removal.HasFlag(ContainerRemovals.Running))
                    throw new ContainerException(ContainerRefusal.Conflict, $"The container '{Definition.Name}' runs. Stop it first, or remove it by force.");
                _restart.Cancel();
                // Written down first: begun, it is finished, if need be by the next agent. A disk without room for that is no reason to keep it.
                _fate.WriteOrLater(Fate with { Wish = ContainerWish.Removed, TakesVolumes = removal.HasFlag(ContainerRemovals.NamelessVolumes) });
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
                _isGone = true;
            },
            cancellationToken).ConfigureAwait(false);
        if (!isGone)
            Report("destroy");
    }

    /// <summary>Lets go of it; its program goes on, without its ports and links.</summary>
    public async ValueTask DisposeAsync()
    {
        await _letGo.CancelAsync().ConfigureAwait(false);
        await _turn.TakeAsync(
            async () =>
            {
                _restart.Dispose();
                if (Run is { } run)
                    await run.DisposeAsync().ConfigureAwait(false);
            },
            CancellationToken.None).ConfigureAwait(false);
        _fate.Dispose();
        _letGo.Dispose();
    }

    internal void Report(string kind, string detail = "") => _services.Options.Report(new(kind, Definition, detail));

    private void Warn(string problem) => Report("warning", problem);

    // Always in turn. Who is attached before its program starts misses nothing of it.
    private async Task BeginAsync(ContainerFate fate, Action<ContainerRun> attach, CancellationToken cancellationToken)
    {
        try
        {
            var run = await _runs.CreateAsync(Definition, _log, new(Warn, NoteHealth), cancellationToken).ConfigureAwait(false);
            try
            {
                await run.PublishAsync(Definition.Ports).ConfigureAwait(false);
                Run = run;
                await _connect(this, run, cancellationToken).ConfigureAwait(false);
                _fate.Write(fate with { Wish = ContainerWish.Running, StartedAt = _services.Time.GetUtcNow(), Problem = null, StartsAgainAt = null });
                attach(run);
                await run.StartAsync(cancellationToken).ConfigureAwait(false);
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
        Report("start");
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
        var run = await _runs.AdoptAsync(container, Definition, _log, new(Warn, NoteHealth), cancellationToken).ConfigureAwait(false);
        Run = run;
        run.Adopt();
        Watch(run);
        try
        {
            await run.PublishAsync(Definition.Ports).ConfigureAwait(false);
            await _connect(this, run, cancellationToken).ConfigureAwait(false);
        }
        catch (IOException e)
        {
            // It runs; that it can't be reached is told, and no reason to end it.
            _fate.WriteOrLater(Fate with { Problem = e.Message });
            Warn(e.Message);
        }
    }

    private void Watch(ContainerRun run)
    {
        var noted = new TaskCompletionSource<ContainerExit?>(TaskCreationOptions.RunContinuationsAsynchronously);
        _present = noted.Task;
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
                await _removeItself(this).ConfigureAwait(false);
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
        Report("die", exit.IsOutOfMemory ? "out of memory" : $"exit code {exit.ExitCode?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "unknown"}");
        if (Fate.StartsAgainAt - exit.EndedAt is { } delay)
            _restart.Schedule(delay);
        return true;
    }

    private void NoteEnd(ContainerFate fate, ContainerExit exit, bool isUnhealthy) => _fate.WriteOrLater(
        _plan.End(fate, exit, !Definition.RemovesItself && fate.Wish == ContainerWish.Running && (isUnhealthy || Definition.Restart.Asks(exit, fate.RestartCount))));

    private async Task<TimeSpan?> StartAgainAsync()
    {
        if (Run is not null || _isGone)
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
        Report("health_status", status.ToString().ToLowerInvariant());
        if (status == HealthStatus.Unhealthy && Definition.OnUnhealthy != UnhealthyAction.None && Run is { } run)
            _ = Task.Run(() => UnhealthyEnd.BringAsync(run, Definition, token => StopAsync(null, token), Warn, _letGo.Token), CancellationToken.None);
    }

    private void RequireThere()
    {
        if (_isGone)
            throw new ContainerException(ContainerRefusal.NotFound, $"There is no container '{Definition.Name}' any more.");
    }
}
