// SPDX-License-Identifier: Apache-2.0
using Slipway.Native;

namespace Slipway.Containers;

/// <summary>
/// A container by hand as the agent keeps it: what was asked for, what became of it, and its run if it has one. What is done to it comes one after the other.
/// </summary>
internal sealed class SupervisedContainer : IAsyncDisposable
{
    private readonly SupervisorServices _services;
    private readonly Func<SupervisedContainer, Task> _removeItself;
    private readonly Turn _turn = new();
    private readonly ContainerCourse _course;

    /// <param name="services">What it works with.</param>
    /// <param name="definition">What was asked for; it is written down already.</param>
    /// <param name="connect">Leads its links to others and those of others to it.</param>
    /// <param name="removeItself">Takes it away when it has ended and asked for that.</param>
    internal SupervisedContainer(
        SupervisorServices services, ContainerDefinition definition,
        Func<SupervisedContainer, ContainerRun, CancellationToken, Task> connect, Func<SupervisedContainer, Task> removeItself)
    {
        (_services, Definition, _removeItself) = (services, definition, removeItself);
        _course = new(services, this, _turn, (run, token) => connect(this, run, token), () => removeItself(this));
    }

    internal ContainerDefinition Definition { get; private set; }

    internal ContainerFate Fate => _course.Fate;

    /// <summary>Its run; null while there is none.</summary>
    internal ContainerRun? Run => _course.Run;

    /// <summary>Starts it; nothing happens if it runs.</summary>
    /// <exception cref="IOException">It could not be started; why is written down too.</exception>
    internal Task StartAsync(CancellationToken cancellationToken) => _turn.TakeAsync(
        async () =>
        {
            RequireThere();
            if (Run is null)
                await _course.BeginAnewAsync(static _ => { }, cancellationToken).ConfigureAwait(false);
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
            Attachment? attachment = null;
            try
            {
                // Who is attached before its program starts misses nothing of it.
                await _course.BeginAnewAsync(begun => attachment = begun.Attach(options), cancellationToken).ConfigureAwait(false);
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
        await _turn.TakeAsync(() => _course.ResumeAsync(cancellationToken), cancellationToken).ConfigureAwait(false);
        var isOver = Run is null && Definition.RemovesItself && Fate.Wish != ContainerWish.Created;
        if (isOver)
            await _removeItself(this).ConfigureAwait(false);
        return !isOver && Run is null && Fate.IsToRun(Definition.Restart);
    }

    /// <summary>Starts what was found down and is to run, and waits until it is well, unless that takes too long.</summary>
    internal async Task StartAgainAsync(TimeSpan within, CancellationToken cancellationToken)
    {
        await _turn.TakeAsync(_course.BeginAgainAsync, cancellationToken).ConfigureAwait(false);
        if (Run is { } run)
            await Task.WhenAny(run.Well, _course.Present, Task.Delay(within, _services.Time, cancellationToken)).ConfigureAwait(false);
    }

    /// <summary>Asks it to end, and ends it when the time is over.</summary>
    /// <returns>False if it did not run.</returns>
    internal Task<bool> StopAsync(TimeSpan? within, CancellationToken cancellationToken) => StopAsync(within, ContainerWish.Stopped, cancellationToken);

    /// <summary>Stops it and starts it; an agent that dies in between leaves that to the next one.</summary>
    /// <exception cref="IOException">It could not be started.</exception>
    internal async Task RestartAsync(TimeSpan? within, CancellationToken cancellationToken)
    {
        await StopAsync(within, ContainerWish.Restarted, cancellationToken).ConfigureAwait(false);
        try
        {
            await StartAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (IOException)
        {
            await _turn.TakeAsync(
                () =>
                {
                    _course.Wish(Fate.Wish == ContainerWish.Restarted ? Fate with { Wish = ContainerWish.Stopped } : Fate);
                    return Task.CompletedTask;
                },
                CancellationToken.None).ConfigureAwait(false);
            throw;
        }
        Report("restart");
    }

    /// <summary>Sends a signal to its program. One that ends it by hand is no reason to start it again.</summary>
    /// <exception cref="ContainerException">It does not run.</exception>
    internal Task KillAsync(Signal signal, CancellationToken cancellationToken) => _turn.TakeAsync(
        () =>
        {
            if (Run is not { } run)
                throw new ContainerException(ContainerRefusal.Conflict, $"The container '{Definition.Name}' does not run.");
            if (signal == Signal.Kill)
                _course.Wish(Fate with { Wish = ContainerWish.Stopped });
            run.Container.Kill(signal);
            Report("kill", $"signal {signal.Number}");
            return Task.CompletedTask;
        },
        cancellationToken);

    /// <summary>Waits until it does not run any more, be it started again afterwards.</summary>
    /// <returns>How it last ended; null if it never ran.</returns>
    internal async Task<ContainerExit?> WaitAsync(CancellationToken cancellationToken)
    {
        var present = await _turn.TakeAsync(() => Task.FromResult(_course.Present), cancellationToken).ConfigureAwait(false);
        return await present.WaitAsync(cancellationToken).ConfigureAwait(false) ?? Fate.Exit;
    }

    /// <summary>Gives it another name.</summary>
    internal Task ChangeAsync(ContainerDefinition definition, CancellationToken cancellationToken) => _turn.TakeAsync(
        () =>
        {
            RequireThere();
            Replace(definition);
            return Task.CompletedTask;
        },
        cancellationToken);

    /// <summary>Gives it other limits or another restart policy.</summary>
    /// <exception cref="IOException">The limits can't be kept; nothing is changed then.</exception>
    internal Task UpdateAsync(ContainerUpdate update, CancellationToken cancellationToken) => _turn.TakeAsync(
        async () =>
        {
            RequireThere();
            var changed = Definition with { Resources = Definition.Resources.With(update.Resources), Restart = update.Restart ?? Definition.Restart };
            if (Run is { } run && update.Resources != ResourceLimits.None)
                await run.Container.LimitAsync(changed.Resources, cancellationToken).ConfigureAwait(false);
            Replace(changed);
        },
        cancellationToken);

    /// <summary>Takes it away with its run and all that it keeps. Nothing happens if it is gone.</summary>
    /// <exception cref="ContainerException">It runs, and only one that doesn't was to be taken away.</exception>
    internal async Task RemoveAsync(ContainerRemovals removal, CancellationToken cancellationToken)
    {
        var wasThere = false;
        await _turn.TakeAsync(
            async () =>
            {
                if (_course.IsGone)
                    return;
                wasThere = true;
                if (Run is not null && !removal.HasFlag(ContainerRemovals.Running))
                    throw new ContainerException(ContainerRefusal.Conflict, $"The container '{Definition.Name}' runs. Stop it first, or remove it by force.");
                // Written down first: begun, it is finished, if need be by the next agent. A disk without room for that is no reason to keep it.
                _course.WishAway(Fate with { Wish = ContainerWish.Removed, TakesVolumes = removal.HasFlag(ContainerRemovals.NamelessVolumes) });
                await _course.RemoveAsync().ConfigureAwait(false);
            },
            cancellationToken).ConfigureAwait(false);
        if (wasThere)
            Report("destroy");
    }

    /// <summary>Lets go of it; its program goes on, without its ports and links.</summary>
    public async ValueTask DisposeAsync()
    {
        await _course.LetGoAsync().ConfigureAwait(false);
        await _turn.TakeAsync(async () => await _course.DisposeAsync().ConfigureAwait(false), CancellationToken.None).ConfigureAwait(false);
    }

    internal void Report(string kind, string detail = "") => _services.Options.Report(new(kind, Definition, detail));

    private async Task<bool> StopAsync(TimeSpan? within, ContainerWish then, CancellationToken cancellationToken)
    {
        ContainerRun? run = null;
        Task<ContainerExit?>? present = null;
        await _turn.TakeAsync(
            () =>
            {
                RequireThere();
                _course.Wish(Fate.Wish is ContainerWish.Running or ContainerWish.Restarted ? Fate with { Wish = then, StartsAgainAt = null } : Fate);
                (run, present) = (Run, _course.Present);
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

    private void Replace(ContainerDefinition definition)
    {
        _services.Catalog.Replace(definition);
        Definition = definition;
    }

    private void RequireThere()
    {
        if (_course.IsGone)
            throw new ContainerException(ContainerRefusal.NotFound, $"There is no container '{Definition.Name}' any more.");
    }
}
