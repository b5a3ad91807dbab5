// SPDX-License-Identifier: Apache-2.0
using Slipway.Oci.Tar;
using Slipway.TestKit;

namespace Slipway.Oci.Tests;

/// <summary>Files whose size the twelve octal digits of ustar cannot say: more than 8 GiB. Only headers are moved, for the content is not the matter.</summary>
public sealed class LargeFileTests
{
    private const long Size = 9L << 30;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Python_and_GNU_tar_read_the_size_that_we_write()
    {
        using var folder = new TempFolder();
        using var bytes = new MemoryStream();
        await using (var writer = new TarWriter(bytes, leaveOpen: true))
            await Should.ThrowAsync<IOException>(async () => await writer.WriteAsync(TarArchive.File("large") with { Size = Size }, new MemoryStream(new byte[1 << 20]), Cancellation));
        var path = folder.Write("large.tar", bytes.ToArray());

        Tool.Run("python3", "-c", $"import tarfile; print(tarfile.open('{path}').next().size)").Trim().ShouldBe($"{Size}");
        Tool.Run("sh", "-c", $"tar tvf {path} 2>/dev/null || true").ShouldContain($" {Size} ");
    }

    [Theory]
    [InlineData("gnu")]
    [InlineData("posix")]
    public async Task The_sizes_that_GNU_tar_writes_are_read(string format)
    {
        using var folder = new TempFolder();
        Tool.Run("truncate", "-s", $"{Size}", folder["large"]);
        // As it is, of which the headers are enough, and sparse, which is small as a whole.
        Tool.Run("sh", "-c", $"cd {folder.Path} && tar --format={format} -cf - large 2>/dev/null | head -c 4096 > whole.tar; tar --format={format} -S -cf sparse.tar large");

        foreach (var archive in new[] { "whole.tar", "sparse.tar" })
        {
            await using var reader = new TarReader(File.OpenRead(folder[archive]), TarReaderOptions.Default);
            (await reader.ReadNextAsync(Cancellation)).ShouldNotBeNull().Size.ShouldBe(Size, archive);
        }
    }
}
