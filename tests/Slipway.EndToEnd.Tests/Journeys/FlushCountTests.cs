// SPDX-License-Identifier: Apache-2.0
using Slipway.TestKit;

namespace Slipway.EndToEnd.Tests;

/// <summary>How often a build waits for the disk, as the kernel sees it.</summary>
public sealed class FlushCountTests(ITestOutputHelper output) : IAsyncLifetime
{
    private readonly InstalledProgram _slipway = new();

    private string Trace => _slipway.Folder["trace"];

    public async ValueTask InitializeAsync()
    {
        Needs.Root();
        Needs.Tool("runc");
        Needs.Tool("busybox");
        _slipway.Wrapper = [Needs.Tool("strace"), "-f", "-qq", "-e", "trace=fsync,fdatasync,syncfs,sync", "-e", "signal=none", "-o", Trace];
        (await _slipway.RunAsync("base", "busybox", "-t", "test/base:1")).ShouldSucceed();
        _slipway.Folder.Write("context/Dockerfile", "FROM test/base:1\nCOPY file /file\nRUN cp /file /one\n");
        _slipway.Folder.Write("context/file", "1");
    }

    public ValueTask DisposeAsync() => _slipway.DisposeAsync();

    [Fact]
    public async Task A_build_with_nothing_changed_flushes_nothing()
    {
        await BuildAsync();

        (await BuildAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_build_flushes_each_new_blob_once_and_its_name_once_for_all()
    {
        await BuildAsync();
        var before = Blobs();
        _slipway.Folder.Write("context/file", "2");

        var flushes = await BuildAsync();

        var made = Blobs() - before;
        output.WriteLine($"{flushes.Count} flushes for {made} blobs:\n{string.Join('\n', flushes)}");
        made.ShouldBe(4, "two layers, a configuration, a manifest");
        // The blobs' folder; the name and its folder; the same for the image that lost the name, with the folder made for such; the index and its folder.
        flushes.Count.ShouldBeLessThanOrEqualTo(made + 1 + 2 + 3 + 2);
        flushes.ShouldNotContain(static line => line.Contains("syncfs", StringComparison.Ordinal), "all that was made can be unpacked from layers");
    }

    private int Blobs() => Directory.GetFiles(Path.Combine(_slipway.Home, "store", "blobs", "sha256")).Length;

    private async Task<IReadOnlyList<string>> BuildAsync()
    {
        (await _slipway.RunAsync("build", "-t", "app:1", _slipway.Folder["context"])).ShouldSucceed();
        return [.. (await File.ReadAllLinesAsync(Trace, TestContext.Current.CancellationToken)).Where(static line => line.Contains("sync(", StringComparison.Ordinal) || line.Contains("syncfs(", StringComparison.Ordinal))];
    }
}
