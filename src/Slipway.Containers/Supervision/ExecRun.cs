// SPDX-License-Identifier: Apache-2.0
using Slipway.Native;

namespace Slipway.Containers;

/// <summary>One more program in a container, and those who are attached to it. What nobody is attached to see is dropped.</summary>
internal sealed class ExecRun(StartedProgram program, TimeProvider time) : IAttachedProgram
{
    private readonly TaskCompletionSource<ContainerExit?> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <inheritdoc/>
    public PseudoTerminal? Terminal => program.Terminal;

    /// <inheritdoc/>
    public Audience Audience { get; } = new();

    /// <inheritdoc/>
    public bool HasInputOnce => true;

    /// <inheritdoc/>
    public Task<ContainerExit?> Ended => _ended.Task;

    /// <inheritdoc/>
    public Stream? OpenInput() => program.OpenInput();

    /// <inheritdoc/>
    public Task EndInputAsync()
    {
        program.EndInput();
        return Task.CompletedTask;
    }

    /// <summary>Shows what it writes until it ends, or this process lets go of it.</summary>
    internal async Task KeepAsync(CancellationToken stopping)
    {
        try
        {
            var exit = program.WaitAsync(stopping);
            await new OutputPump(null, Audience).RunAsync(program.Outputs, exit, stopping).ConfigureAwait(false);
            _ended.TrySetResult(new(await exit.ConfigureAwait(false), false, time.GetUtcNow()));
        }
        catch (OperationCanceledException)
        {
            // It goes on; who is attached is told so below.
        }
        finally
        {
            _ended.TrySetCanceled(CancellationToken.None);
            await program.DisposeAsync().ConfigureAwait(false);
        }
    }
}
