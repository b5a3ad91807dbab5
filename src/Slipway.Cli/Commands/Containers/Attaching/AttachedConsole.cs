// SPDX-License-Identifier: Apache-2.0
using System.Runtime.InteropServices;
using Slipway.Containers;
using Slipway.Modules;
using Slipway.Native;

namespace Slipway.Cli.Commands.Containers;

/// <summary>
/// Attaches this process's streams to a program's, and its terminal, which is put back however this ends. Where the agent is killed meanwhile, the next one is
/// started and asked.
/// </summary>
internal sealed class AttachedConsole(Session session, ContainersClient agent, AttachWish wish, Func<CancellationToken, Task> ensureAgent) : IDisposable
{
    /// <summary>What a shell says of a program whose reader has gone.</summary>
    private const int BrokenPipe = 141;

    private const int Unknown = 125;

    // The runtime puts a terminal's keys into another mode when it opens it; a program finds them as they are at first.
    private const string OrdinaryKeys = "\e[?1l\e>";

    private const int BufferBytes = 64 * 1024, WindowChanged = 28;

    private readonly CancellationTokenSource _over = new();
    private volatile StreamsClient? _streams;
    private volatile bool _isDetached;
    private AttachedStreams _attached;

    /// <summary>Whether it was attached, be it for a moment.</summary>
    public bool IsAttached => _streams is not null;

    private bool PassesInput => _attached.HasFlag(AttachedStreams.Input);

    /// <summary>Attaches and passes on until the program has ended, is let go of, or a signal ends the command.</summary>
    /// <returns>The program's exit code; 0 where its keys let go of it; 128 and the signal's number where one ended the command.</returns>
    /// <exception cref="ModuleException">It was refused.</exception>
    /// <exception cref="CommandException">How it ended cannot be known.</exception>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        await using var signals = wish is { PassesSignals: true, HasTerminal: false } ? SignalPassing.To(agent, wish.Order.Container) : SignalPassing.ToThis();
        // A command whose signals are passed on is not cancelled by them.
        using var ending = wish is { PassesSignals: true, HasTerminal: false }
            ? CancellationTokenSource.CreateLinkedTokenSource(signals.Token) : CancellationTokenSource.CreateLinkedTokenSource(signals.Token, cancellationToken);
        try
        {
            _streams = await agent.AttachAsync(wish.Order with { Options = wish.Order.Options with { Size = FirstSize() } }, ending.Token);
            _attached = _streams.Attached;
            // Whoever sees nothing of what was made is told at least which it is.
            if (wish.Order is { Line: not null } or { Definition: not null } && (_attached & ~AttachedStreams.Input) == AttachedStreams.None)
                session.Output.WriteLine(wish.Order.Container);
            return await PassAsync(ending);
        }
        catch (OperationCanceledException) when (_isDetached)
        {
            return ExitCode.Done;
        }
        catch (OperationCanceledException) when (signals.ExitCode is { } exitCode)
        {
            return exitCode;
        }
        finally
        {
            await _over.CancelAsync();
            if (_streams is { } streams)
                await streams.DisposeAsync();
        }
    }

    public void Dispose() => _over.Dispose();

    private async Task<int> PassAsync(CancellationTokenSource ending)
    {
        using var raw = wish.HasTerminal && PassesInput ? TerminalMode.TryMakeRaw() : null;
        using var window = wish.HasTerminal ? PosixSignalRegistration.Create((PosixSignal)WindowChanged, _ => Resize()) : null;
        if (wish.HasTerminal)
            Resize();
        if (raw is not null && session.OutputIsTerminal && session.Variable("TERM") is not (null or "dumb"))
            session.Output.Write(OrdinaryKeys);
        // Nobody waits for it: a read of standard input ends when something comes, or with this process.
        if (PassesInput)
            _ = Task.Run(() => PassInputAsync(ending), CancellationToken.None);
        await using var output = session.OpenOutput();
        await using var error = session.OpenError();
        while (true)
        {
            if (await PassOutputAsync(output, error, ending.Token) is { } exitCode)
                return exitCode;
            if (await AttachAgainAsync(ending.Token) is { } known)
                return known;
        }
    }

    // The exit code; null where the agent has gone.
    private async Task<int?> PassOutputAsync(Stream output, Stream error, CancellationToken cancellationToken)
    {
        while (await _streams!.ReadAsync(cancellationToken) is { } frame)
        {
            switch (frame.Kind)
            {
                case StreamFrameKind.Output or StreamFrameKind.Error:
                    if (!await TryWriteAsync(frame.Kind == StreamFrameKind.Output ? output : error, frame.Content))
                        return BrokenPipe;
                    break;
                case StreamFrameKind.Lost:
                    session.Error.WriteLine($"slipway: {Units.Size(StreamsClient.ReadLost(frame))} of the output were left out here: this terminal is slower than the program, which waits for nobody");
                    break;
                case StreamFrameKind.Detached:
                    return ExitCode.Done;
                case StreamFrameKind.End:
                    return ExitCodeOf(StreamsClient.ReadEnd(frame));
                default:
                    throw new InvalidDataException($"The agent sent a frame that is none for its clients: {frame.Kind}.");
            }
        }
        return null;
    }

    private static async Task<bool> TryWriteAsync(Stream stream, ReadOnlyMemory<byte> bytes)
    {
        try
        {
            // To its end, whatever happens: it is the program's.
            await stream.WriteAsync(bytes, CancellationToken.None);
            await stream.FlushAsync(CancellationToken.None);
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }

    // Null once it is attached again; the exit code of one that has ended.
    private async Task<int?> AttachAgainAsync(CancellationToken cancellationToken)
    {
        if (wish.IsExec)
            throw new CommandException(Unknown, "the agent went away, and with it how the program ends, which goes on unless it has a terminal.");
        session.Error.WriteLine("slipway: the agent went away; attaching again");
        await _streams!.DisposeAsync();
        await ensureAgent(cancellationToken);
        try
        {
            _streams = await agent.AttachAsync(wish.Order with { Line = null, Definition = null, Options = wish.Order.Options with { Streams = _attached, Moment = AttachMoment.Running } }, cancellationToken);
            return null;
        }
        catch (ModuleException e) when (e.Code != "unreachable")
        {
            return ExitCodeOf(await TryWaitAsync(cancellationToken));
        }
    }

    private async Task<ContainerExit?> TryWaitAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await agent.WaitAsync(wish.Order.Container, cancellationToken);
        }
        catch (ModuleException e) when (e.Code != "unreachable")
        {
            return null; // it took itself away
        }
    }

    private async Task PassInputAsync(CancellationTokenSource ending)
    {
        var input = session.OpenInput();
        var buffer = new byte[BufferBytes];
        var passed = new List<byte>();
        while (await ReadAsync(input, buffer) is > 0 and var count)
        {
            var bytes = buffer.AsMemory(0, count);
            if (wish.HasTerminal)
            {
                passed.Clear();
                _isDetached = wish.DetachKeys.Take(bytes.Span, passed);
                bytes = passed.ToArray();
            }
            await SendAsync(streams => streams.WriteInputAsync(bytes, _over.Token));
            if (!_isDetached)
                continue;
            await ending.CancelAsync();
            return;
        }
        await SendAsync(streams => streams.EndInputAsync(_over.Token));
    }

    private static async Task<int> ReadAsync(Stream input, byte[] buffer)
    {
        try
        {
            return await input.ReadAsync(buffer, CancellationToken.None);
        }
        catch (IOException)
        {
            return 0; // a terminal that is gone
        }
    }

    private void Resize()
    {
        if (TerminalSize.TryRead() is { } size)
            _ = SendAsync(streams => streams.ResizeAsync(size, _over.Token));
    }

    // What is sent while there is no agent waits for the next.
    private async Task SendAsync(Func<StreamsClient, Task> send)
    {
        while (!_over.IsCancellationRequested)
        {
            var streams = _streams!;
            try
            {
                await send(streams);
                return;
            }
            catch (OperationCanceledException)
            {
                return;
            }
            catch (Exception problem) when (problem is IOException or ObjectDisposedException)
            {
                while (_streams == streams && !_over.IsCancellationRequested)
                    await Task.Delay(TimeSpan.FromMilliseconds(50), CancellationToken.None);
            }
        }
    }

    // A program that runs already shows its picture anew when its terminal's size changes: first it is another, then the true one.
    private TerminalSize? FirstSize() => !wish.HasTerminal || TerminalSize.TryRead() is not { } size ? null
        : wish.Order is { Exec: null, Options.Moment: AttachMoment.Running } ? new(size.Columns + 1, size.Rows + 1) : size;

    private int ExitCodeOf(ContainerExit? exit)
    {
        if (exit is { IsOutOfMemory: true })
            session.Error.WriteLine("slipway: the container was killed because it reached its memory limit");
        return exit?.ExitCode ?? throw new CommandException(Unknown, "how the program ended is not known: the agent that started it was gone by then.");
    }
}
