// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using System.Runtime.InteropServices;
using Slipway.Modules;
using Slipway.Native;

namespace Slipway.Cli.Commands.Containers;

/// <summary>What becomes of signals while a command is attached: they are passed on to the container, or end the command.</summary>
internal sealed class SignalPassing : IAsyncDisposable
{
    // SIGCHLD and SIGPIPE are this process's own affair, SIGKILL and SIGSTOP nobody's.
    private static readonly int[] Passed = [1, 2, 3, 10, 12, 14, 15, 18, 28], Ending = [1, 2, 3, 15];

    private readonly List<PosixSignalRegistration> _registrations = [];
    private readonly Lock _order = new();
    private readonly CancellationTokenSource _ending = new();
    private Task _passing = Task.CompletedTask;
    private volatile int _endedBy;

    private SignalPassing()
    {
    }

    /// <summary>Is cancelled when a signal ends the command.</summary>
    public CancellationToken Token => _ending.Token;

    /// <summary>The exit code of a command that a signal ended; null where none did.</summary>
    public int? ExitCode => _endedBy > 0 ? 128 + _endedBy : null;

    /// <summary>Passes signals on to a container.</summary>
    public static SignalPassing To(ContainersClient agent, string container)
    {
        var passing = new SignalPassing();
        passing.Register(Passed, signal =>
        {
            lock (passing._order)
                passing._passing = PassAsync(passing._passing, agent, container, signal);
        });
        return passing;
    }

    /// <summary>Lets signals end the command, which has its terminal to put back first.</summary>
    public static SignalPassing ToThis()
    {
        var passing = new SignalPassing();
        passing.Register(Ending, signal =>
        {
            passing._endedBy = signal;
            passing._ending.Cancel();
        });
        return passing;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var registration in _registrations)
            registration.Dispose();
        await _passing;
        _ending.Dispose();
    }

    private void Register(int[] signals, Action<int> take)
    {
        foreach (var signal in signals)
        {
            _registrations.Add(PosixSignalRegistration.Create((PosixSignal)signal, context =>
            {
                context.Cancel = true;
                take(signal);
            }));
        }
    }

    // In the order in which they came.
    private static async Task PassAsync(Task before, ContainersClient agent, string container, int signal)
    {
        await before.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        try
        {
            await agent.KillAsync(container, Signal.Parse(signal.ToString(CultureInfo.InvariantCulture)), CancellationToken.None);
        }
        catch (ModuleException)
        {
            // It does not run yet, or any more.
        }
    }
}
