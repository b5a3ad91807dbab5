// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics;
using Slipway.Oci;
using Slipway.TestKit;

namespace Slipway.Build.Tests;

/// <summary>Files that shrink to a thousandth are no attack: what we write of them we read again, and they take no disk where they lie unpacked.</summary>
public sealed class SparseFileTests
{
    private const long Size = 1L << 30;
    private const string IsThere = "test $(stat -c %s /d/zeros) = 1073741824";
    private const string IsSparse = IsThere + " && test $(stat -c %b /d/zeros) -lt 100";

    public SparseFileTests()
    {
        Needs.Root();
        Needs.Tool("runc");
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("gzip", "COPY zeros /d/")]
    [InlineData("zstd", "COPY zeros /d/")]
    [InlineData("uncompressed", "COPY zeros /d/")]
    [InlineData("gzip", "ADD zeros.tar.gz /d/")]
    [InlineData("gzip", "ADD zeros.tar.xz /d/")]
    public async Task A_GiB_of_zeros_is_built_saved_loaded_and_unpacked(string compression, string instruction)
    {
        using var world = await BuildWorld.WithBaseAsync();
        await using (var zeros = File.Create(Path.Combine(world.Context, "zeros")))
            zeros.SetLength(Size);
        var isUnpacked = instruction.Contains(".tar.", StringComparison.Ordinal);
        if (isUnpacked)
            await ShellAsync($"cd {world.Context} && tar --sort=name -cf - zeros | {(instruction.Contains(".xz", StringComparison.Ordinal) ? "xz -0" : "gzip -1")} > {instruction.Split(' ')[1]} && rm zeros");
        var archive = world.Folder["image.tar"];
        BuildOutput.TryParse($"type=docker,dest={archive},compression={compression}", "/", out var output, out _).ShouldBeTrue();

        await world.BuildAsync($"FROM {BuildWorld.Base}\n{instruction}\nRUN {(isUnpacked ? IsSparse : IsThere)}\n", target => target with { Outputs = [output!] });
        // As people hand images on: what isn't compressed within is without.
        await ShellAsync($"gzip -1 {archive}");
        new FileInfo(archive + ".gz").Length.ShouldBeLessThan(20 << 20);

        using var other = new BuildWorld();
        await using var saved = File.OpenRead(archive + ".gz");
        var loaded = (await ImageArchiveReader.ReadAsync(other.Store, saved, Cancellation)).ShouldHaveSingleItem();
        await other.Store.SetReferenceAsync(ImageReference.Parse("loaded:1"), loaded.Descriptor, Cancellation);
        await other.BuildAsync($"FROM loaded:1\nRUN {IsSparse}\n");
    }

    private static async Task ShellAsync(string command)
    {
        using var shell = Process.Start("/bin/sh", ["-c", command]);
        await shell.WaitForExitAsync(Cancellation);
        shell.ExitCode.ShouldBe(0, command);
    }
}
