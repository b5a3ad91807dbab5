// SPDX-License-Identifier: Apache-2.0
using Slipway.Native;
using Slipway.TestKit;

namespace Slipway.Oci.Tests;

public sealed class WholeFileTests : IDisposable
{
    private readonly TempFolder _folder = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_file_is_replaced_when_the_new_one_is_whole_and_stays_when_it_is_not()
    {
        var path = _folder.Write("app.tar", "old");

        await Should.ThrowAsync<InvalidOperationException>(() => WholeFile.WriteAsync(path, static stream => { stream.WriteByte(1); throw new InvalidOperationException(); }, Cancellation));
        (await File.ReadAllTextAsync(path, Cancellation)).ShouldBe("old");
        await WholeFile.WriteAsync(path, static stream => stream.WriteAsync("new"u8.ToArray()).AsTask(), Cancellation);

        (await File.ReadAllTextAsync(path, Cancellation)).ShouldBe("new");
        Directory.GetFileSystemEntries(_folder.Path).ShouldBe([path]);
    }

    [Fact]
    public async Task A_pipe_is_written_to_and_stays_one_and_a_folder_is_refused()
    {
        LinuxFile.CreateFifo(_folder["pipe"], 0x1B6);
        var reading = Task.Run(() => File.ReadAllText(_folder["pipe"]), Cancellation);

        await WholeFile.WriteAsync(_folder["pipe"], static stream => stream.WriteAsync("through"u8.ToArray()).AsTask(), Cancellation);

        (await reading).ShouldBe("through");
        LinuxFile.GetStatus(_folder["pipe"]).Type.ShouldBe(FileType.Fifo);
        (await Should.ThrowAsync<IOException>(() => WholeFile.WriteAsync(_folder.Path, static _ => Task.CompletedTask, Cancellation))).Message.ShouldContain("is a folder");
    }
}
