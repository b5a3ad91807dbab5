// SPDX-License-Identifier: Apache-2.0
using System.Buffers.Binary;
using System.Net;
using Slipway.Containers;
using Slipway.Native;

namespace Slipway.Modules;

/// <summary>A client's side of streams it is attached to; from <see cref="ContainersClient.AttachAsync"/>. Disposing it detaches: the program goes on.</summary>
public sealed class StreamsClient : IAsyncDisposable
{
    private readonly FrameStream _frames;

    private StreamsClient(FrameStream frames) => _frames = frames;

    /// <summary>The streams it is attached to: those that were asked for, or that a command line meant.</summary>
    public AttachedStreams Attached { get; private set; }

    /// <summary>What comes next: output, what was lost of it, or the end. Null where the agent has gone.</summary>
    public async Task<StreamFrame?> ReadAsync(CancellationToken cancellationToken) => await _frames.ReadAsync(cancellationToken) switch
    {
        { Kind: StreamFrameKind.Problem } problem => throw ModuleProblemJson.Read(HttpStatusCode.InternalServerError, problem.Content, "The agent"),
        var frame => frame,
    };

    /// <summary>How the program ended, out of a frame of <see cref="StreamFrameKind.End"/>.</summary>
    /// <returns>Null where that is not known.</returns>
    /// <exception cref="InvalidDataException">It can't be read.</exception>
    public static ContainerExit? ReadEnd(StreamFrame frame) => EndContent.Read(frame.Content.Span);

    /// <summary>How much was lost, out of a frame of <see cref="StreamFrameKind.Lost"/>.</summary>
    public static long ReadLost(StreamFrame frame) => BinaryPrimitives.ReadInt64BigEndian(frame.Content.Span);

    /// <summary>Writes to the program's input, and waits while it takes no more.</summary>
    /// <exception cref="IOException">The agent has gone.</exception>
    public Task WriteInputAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken) => _frames.WriteAsync(StreamFrameKind.Input, bytes, cancellationToken);

    /// <summary>Says that nothing more is written.</summary>
    /// <exception cref="IOException">The agent has gone.</exception>
    public Task EndInputAsync(CancellationToken cancellationToken) => _frames.WriteAsync(StreamFrameKind.InputEnd, default, cancellationToken);

    /// <summary>Says how large the terminal is now.</summary>
    /// <exception cref="IOException">The agent has gone.</exception>
    public Task ResizeAsync(TerminalSize size, CancellationToken cancellationToken)
    {
        var content = new byte[4];
        BinaryPrimitives.WriteUInt16BigEndian(content, (ushort)size.Columns);
        BinaryPrimitives.WriteUInt16BigEndian(content.AsSpan(2), (ushort)size.Rows);
        return _frames.WriteAsync(StreamFrameKind.Resize, content, cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _frames.DisposeAsync();

    /// <summary>Goes on with a connection on which an order was placed, and returns when that is done.</summary>
    internal static async Task<StreamsClient> GoOnAsync(Stream connection, CancellationToken cancellationToken)
    {
        var streams = new StreamsClient(new(connection));
        try
        {
            if (await streams.ReadAsync(cancellationToken) is not { Kind: StreamFrameKind.Attached, Content: { Length: 1 } attached })
                throw new ModuleException(HttpStatusCode.ServiceUnavailable, "unreachable", "The agent went away before it had attached anything.");
            streams.Attached = (AttachedStreams)attached.Span[0];
            return streams;
        }
        catch
        {
            await streams.DisposeAsync();
            throw;
        }
    }
}
