// SPDX-License-Identifier: Apache-2.0
using System.Buffers.Binary;
using Slipway.Containers;

namespace Slipway.Modules;

/// <summary>The agent's side of one client that is attached.</summary>
/// <param name="frames">The connection.</param>
/// <param name="attachment">What it is attached to.</param>
/// <param name="streams">By which streams.</param>
/// <param name="stopping">Is cancelled when the agent goes.</param>
internal sealed class StreamSession(FrameStream frames, Attachment attachment, AttachedStreams streams, CancellationToken stopping)
{
    /// <summary>Passes on both ways until the program has ended, the client has gone or the agent stops.</summary>
    internal async Task RunAsync()
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        await frames.WriteAsync(StreamFrameKind.Attached, (byte[])[(byte)streams], stopping);
        var receiving = ReceiveAsync(ending);
        try
        {
            await SendAsync(ending.Token);
        }
        catch (Exception problem) when (problem is IOException or OperationCanceledException)
        {
            // The client has gone, or the agent goes.
        }
        finally
        {
            await ending.CancelAsync();
            await receiving.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task SendAsync(CancellationToken cancellationToken)
    {
        while (await attachment.ReadAsync(cancellationToken) is { } piece)
        {
            if (piece.Lost > 0)
                await frames.WriteAsync(StreamFrameKind.Lost, Number(piece.Lost), cancellationToken);
            else
                await frames.WriteAsync(piece.Source == LogSource.Output ? StreamFrameKind.Output : StreamFrameKind.Error, piece.Bytes, cancellationToken);
        }
        if (attachment.IsDetached)
            await frames.WriteAsync(StreamFrameKind.Detached, default, cancellationToken);
        else
            await frames.WriteAsync(StreamFrameKind.End, EndContent.Write(await attachment.WaitAsync(cancellationToken)), cancellationToken);
    }

    private async Task ReceiveAsync(CancellationTokenSource ending)
    {
        try
        {
            while (await frames.ReadAsync(ending.Token) is { } frame)
                await TakeAsync(frame, ending.Token);
            // A client that is gone has no more to say, and nobody waits for it.
            await attachment.EndInputAsync();
            await attachment.DisposeAsync();
        }
        finally
        {
            await ending.CancelAsync();
        }
    }

    private async Task TakeAsync(StreamFrame frame, CancellationToken cancellationToken)
    {
        var content = frame.Content;
        switch (frame.Kind)
        {
            case StreamFrameKind.Input:
                await attachment.WriteAsync(content, cancellationToken);
                break;
            case StreamFrameKind.InputEnd:
                await attachment.EndInputAsync();
                break;
            case StreamFrameKind.Resize when content.Length == 4:
                attachment.Resize(new(BinaryPrimitives.ReadUInt16BigEndian(content.Span), BinaryPrimitives.ReadUInt16BigEndian(content.Span[2..])));
                break;
            default:
                throw new InvalidDataException($"A frame of {content.Length} bytes came that is none for the agent: {frame.Kind}.");
        }
    }

    private static byte[] Number(long value)
    {
        var bytes = new byte[sizeof(long)];
        BinaryPrimitives.WriteInt64BigEndian(bytes, value);
        return bytes;
    }
}
