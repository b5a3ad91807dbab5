// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics;
using System.Text;
using Slipway.TestKit;

namespace Slipway.Native.Tests;

public sealed class FifoTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_writer_outlives_its_reader_and_what_it_wrote_waits_for_the_next()
    {
        using var folder = new TempFolder();
        var path = Path.Combine(folder.Path, "fifo");
        Fifo.Create(path);
        var first = Fifo.OpenRead(path);
        using var writer = Process.Start(new ProcessStartInfo("sh", ["-c", $"exec 1<>{path}; echo one; read go; echo two; read go; exit 5"])
        {
            RedirectStandardInput = true,
        })!;
        (await ReadAsync(first)).ShouldBe("one\n");
        await first.DisposeAsync();

        await writer.StandardInput.WriteLineAsync("go");
        await using var second = Fifo.OpenRead(path);

        (await ReadAsync(second)).ShouldBe("two\n");
        Fifo.CountWaiting(second).ShouldBe(0);
        await writer.StandardInput.WriteLineAsync("go");
        await writer.WaitForExitAsync(Cancellation);
        writer.ExitCode.ShouldBe(5);
    }

    [Fact]
    public async Task Reading_can_be_cancelled()
    {
        using var folder = new TempFolder();
        var path = Path.Combine(folder.Path, "fifo");
        Fifo.Create(path);
        await using var reader = Fifo.OpenRead(path);
        using var cancellation = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        var read = reader.ReadAsync(new byte[10], cancellation.Token).AsTask();

        await cancellation.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(read);
    }

    private static async Task<string> ReadAsync(Stream stream)
    {
        var buffer = new byte[100];
        var count = await stream.ReadAsync(buffer, Cancellation);
        return Encoding.UTF8.GetString(buffer, 0, count);
    }
}
