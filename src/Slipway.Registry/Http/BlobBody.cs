// SPDX-License-Identifier: Apache-2.0
using Microsoft.AspNetCore.Http;
using Microsoft.Win32.SafeHandles;

namespace Slipway.Registry;

/// <summary>Sends bytes of an open blob.</summary>
internal static class BlobBody
{
    /// <summary>How much is read at once.</summary>
    public const int ChunkSize = LargeBlockPool.BlockSize;

    /// <summary>How much is handed to the connection at once: each time costs two changes of thread.</summary>
    public const int FlushSize = 4 * ChunkSize;

    // How much of a file is sent at once: between two pieces it is seen that nobody wants it any more.
    private const int PieceSize = 16 << 20;

    /// <summary>Sends a part whose bytes were checked before, after the headers that are set.</summary>
    /// <exception cref="EndOfStreamException">The file ended within the part.</exception>
    public static Task SendAsync(HttpContext context, StoredBlob blob, ByteRange part) =>
        part.Length >= ChunkSize && blob.File is { } file && OutputOf(context) is { } output
            ? SendFileAsync(context, output, file, part)
            : ReadAsync(context, blob, part);

    // HTTP/2 puts frames around what is sent.
    private static SocketOutput? OutputOf(HttpContext context) => HttpProtocol.IsHttp11(context.Request.Protocol) ? context.Features.Get<SocketOutput>() : null;

    private static async Task SendFileAsync(HttpContext context, SocketOutput output, SafeFileHandle file, ByteRange part)
    {
        // What the server holds back before a response starts would come after the file.
        await context.Response.StartAsync(context.RequestAborted);
        for (var offset = part.Start; offset <= part.End; offset += PieceSize)
        {
            var count = (int)Math.Min(PieceSize, part.End - offset + 1);
            output.Attach(file, offset, count);
            // The server wants to be asked for memory before it is told that some is filled.
            context.Response.BodyWriter.GetMemory();
            context.Response.BodyWriter.Advance(count);
            await context.Response.BodyWriter.FlushAsync(context.RequestAborted);
        }
    }

    private static async Task ReadAsync(HttpContext context, StoredBlob blob, ByteRange part)
    {
        var body = context.Response.BodyWriter;
        var waiting = 0;
        for (var offset = part.Start; offset <= part.End;)
        {
            var memory = body.GetMemory((int)Math.Min(ChunkSize, part.End - offset + 1));
            var count = await blob.ReadAsync(memory[..(int)Math.Min(memory.Length, part.End - offset + 1)], offset, context.RequestAborted);
            if (count == 0)
                throw new EndOfStreamException($"The file of {blob.Digest} ended at {offset} while it was read.");
            offset += count;
            body.Advance(count);
            waiting += count;
            if (waiting < FlushSize && offset <= part.End)
                continue;
            await body.FlushAsync(context.RequestAborted);
            waiting = 0;
        }
    }
}
