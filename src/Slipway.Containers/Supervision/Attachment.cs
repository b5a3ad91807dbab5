// SPDX-License-Identifier: Apache-2.0
using Slipway.Native;

namespace Slipway.Containers;

/// <summary>Somebody who is attached to a program. Disposing it leaves the program as it is.</summary>
public sealed class Attachment : IAsyncDisposable
{
    private readonly IAttachedProgram _program;
    private readonly AttachOptions _options;
    private readonly Viewer _viewer;
    private Stream? _input;
    private int _hasEndedInput;

    internal Attachment(IAttachedProgram program, AttachOptions options)
    {
        (_program, _options) = (program, options);
        if (options.Size is { } size)
            Resize(size);
        _input = options.Streams.HasFlag(AttachedStreams.Input) ? program.Terminal ?? program.OpenInput() : null;
        _viewer = program.Audience.Add(options);
    }

    /// <summary>Whether what was read came to its end because the input did, and the program goes on.</summary>
    public bool IsDetached { get; private set; }

    /// <summary>What the program wrote next; null when nothing comes any more. It is good until the next is read.</summary>
    public ValueTask<OutputPiece?> ReadAsync(CancellationToken cancellationToken) => _viewer.TakeAsync(cancellationToken);

    /// <summary>Writes to the program's input, and waits until it is taken. What nobody reads any more is dropped.</summary>
    public async Task WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        if (_input is not { } input)
            return;
        try
        {
            await input.WriteAsync(bytes, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception problem) when (problem is IOException or ObjectDisposedException)
        {
            // The program has closed its input, or ended.
            _input = null;
        }
    }

    /// <summary>
    /// Nothing more is written. The program's input ends, if it ends with the first who is attached; with a terminal, or where it stays open for the next,
    /// this is the end of being attached, as with Docker.
    /// </summary>
    public async Task EndInputAsync()
    {
        if (!_options.Streams.HasFlag(AttachedStreams.Input) || Interlocked.Exchange(ref _hasEndedInput, 1) != 0)
            return;
        await CloseInputAsync().ConfigureAwait(false);
        if (_program is { Terminal: null, HasInputOnce: true })
        {
            await _program.EndInputAsync().ConfigureAwait(false);
            return;
        }
        IsDetached = true;
        _viewer.End();
    }

    /// <summary>Tells the program how large its terminal is now; nothing happens without one.</summary>
    public void Resize(TerminalSize size)
    {
        try
        {
            _program.Terminal?.Resize(size);
        }
        catch (ObjectDisposedException)
        {
            // The program has ended.
        }
    }

    /// <summary>How the program ended, once that is written down and, of a container that takes itself away, nothing is left.</summary>
    /// <exception cref="OperationCanceledException">The agent lets go of it, and it goes on.</exception>
    public Task<ContainerExit?> WaitAsync(CancellationToken cancellationToken) => _program.Ended.WaitAsync(cancellationToken);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _program.Audience.Remove(_viewer);
        await CloseInputAsync().ConfigureAwait(false);
    }

    private async Task CloseInputAsync()
    {
        if (Interlocked.Exchange(ref _input, null) is { } input and not PseudoTerminal)
            await input.DisposeAsync().ConfigureAwait(false);
    }
}
