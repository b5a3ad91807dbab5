// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics;
using Slipway.TestKit;

namespace Slipway.Native.Tests;

public sealed class ZstdTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(256 * 1024)]
    [InlineData(3_000_001)]
    public async Task What_we_compress_zstd_and_we_decompress(int size)
    {
        var content = Content(size);
        var compressed = await CompressAsync(content, 100_000);
        Run("zstd", "-q", "-d", "-f", _folder.Write("file.zst", compressed));
        File.ReadAllBytes(_folder["file"]).ShouldBe(content);
        (await DecompressAsync(compressed)).ShouldBe(content);
    }

    [Fact]
    public async Task Frames_that_zstd_wrote_one_after_another_are_one_stream()
    {
        _folder.Write("a", Content(1_000_000));
        _folder.Write("b", Content(5));
        Run("sh", "-c", $"cd '{_folder.Path}' && (zstd -q -19 -c a; zstd -q -c b) > both.zst");
        (await DecompressAsync(await File.ReadAllBytesAsync(_folder["both.zst"], Cancellation))).ShouldBe([.. Content(1_000_000), .. Content(5)]);
    }

    [Fact]
    public async Task Bytes_do_not_depend_on_how_the_content_is_cut_into_writes() =>
        (await CompressAsync(Content(2_000_000), 7_777)).ShouldBe(await CompressAsync(Content(2_000_000), 2_000_000));

    [Fact]
    public async Task A_stream_cut_short_or_damaged_is_invalid_data()
    {
        var compressed = await CompressAsync(Content(300_000), 300_000);
        (await Should.ThrowAsync<InvalidDataException>(() => DecompressAsync(compressed[..^5]))).Message.ShouldBe("The zstd stream ends within a frame.");
        compressed[^1] ^= 1;
        (await Should.ThrowAsync<InvalidDataException>(() => DecompressAsync(compressed))).Message.ShouldContain("checksum");
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private static byte[] Content(int size)
    {
        var content = new byte[size];
        new Random(6).NextBytes(content.AsSpan(0, size / 3));
        return content;
    }

    private static async Task<byte[]> CompressAsync(byte[] content, int piece)
    {
        var output = new MemoryStream();
        await using var stream = new ZstdCompressionStream(output, 3, leaveOpen: true);
        for (var at = 0; at < content.Length; at += piece)
            await stream.WriteAsync(content.AsMemory(at, Math.Min(piece, content.Length - at)), Cancellation);
        await stream.CompleteAsync(Cancellation);
        return output.ToArray();
    }

    private static async Task<byte[]> DecompressAsync(byte[] compressed)
    {
        var output = new MemoryStream();
        await using var stream = new ZstdDecompressionStream(new MemoryStream(compressed));
        await stream.CopyToAsync(output, Cancellation);
        return output.ToArray();
    }

    private static void Run(string program, params string[] arguments)
    {
        using var process = Process.Start(Needs.Tool(program), arguments);
        process.WaitForExit();
        process.ExitCode.ShouldBe(0);
    }
}
