// SPDX-License-Identifier: Apache-2.0
using System.Text.RegularExpressions;
using Slipway.Native;
using Slipway.TestKit;

namespace Slipway.Oci.Tests;

/// <summary>What the store asks of its files reaches the kernel: a simulated disk shows that the store asks, and this that the real one does it.</summary>
public sealed partial class DiskBlobFilesTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    /// <summary>Runs in a process of its own, where a test asks for it by a variable.</summary>
    [Fact]
    [Trait("Needs", "Parent")]
    public async Task A_process_that_is_watched()
    {
        if (Environment.GetEnvironmentVariable("SLIPWAY_TEST_WATCHED") is not { Length: > 0 } root)
            return;
        var files = new DiskBlobFiles(root);
        files.MakeFolders("a/b", "a/c");
        using (var file = files.Create("a/b/new"))
        {
            file.Write("content"u8, 0);
            file.Flush();
        }
        files.Rename("a/b/new", "a/b/name");
        files.FlushFolder("a/b");
        (await files.LockAsync("shared", FileLockMode.Shared, TestContext.Current.CancellationToken)).Dispose();
        files.TryLock("alone", FileLockMode.Exclusive)!.Dispose();
    }

    [Fact]
    public void What_is_asked_of_the_disk_is_asked_of_the_kernel()
    {
        var root = _folder.MakeFolder("root");

        Tool.Run("env", $"SLIPWAY_TEST_WATCHED={root}", Needs.Tool("strace"), "-f", "-y", "-qq", "-e", "trace=fsync,fdatasync,rename,renameat,renameat2,flock", "-e", "signal=none",
            "-o", _folder["trace"], Environment.ProcessPath!, "-noColor", "-method", $"{typeof(DiskBlobFilesTests).FullName}.{nameof(A_process_that_is_watched)}");

        var calls = File.ReadLines(_folder["trace"]).Where(line => line.Contains(root, StringComparison.Ordinal)).Select(line => Shown(line, root));
        // The framework locks each file that it opens.
        calls.Where(static call => !call.StartsWith("flock a/", StringComparison.Ordinal)).ShouldBe(
        [
            "sync ", "sync a", "sync a/b/new", "rename a/b/new a/b/name", "sync a/b", "flock shared LOCK_SH|LOCK_NB", "flock alone LOCK_EX|LOCK_NB",
        ]);
    }

    private static string Shown(string line, string root)
    {
        line = line.Replace(root + "/", "", StringComparison.Ordinal).Replace(root, "", StringComparison.Ordinal);
        if (Flush().Match(line) is { Success: true } flush)
            return $"sync {flush.Groups[1].Value}";
        if (Lock().Match(line) is { Success: true } taken)
            return $"flock {taken.Groups[1].Value} {taken.Groups[2].Value}";
        return Names().Matches(line) is [var from, var to] && line.Contains("rename", StringComparison.Ordinal) ? $"rename {from.Groups[1].Value} {to.Groups[1].Value}" : line;
    }

    [GeneratedRegex(@"\bf(?:data)?sync\(\d+<([^>]*)>\) += 0")]
    private static partial Regex Flush();

    [GeneratedRegex(@"\bflock\(\d+<([^>]*)>, ([A-Z_|]+)\) += 0")]
    private static partial Regex Lock();

    [GeneratedRegex("\"([^\"]*)\"")]
    private static partial Regex Names();
}
