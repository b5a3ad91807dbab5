// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics.CodeAnalysis;
using System.Net.Sockets;

namespace Slipway.TestKit;

/// <summary>
/// What a test needs of the machine. A test whose need isn't met is skipped with the reason,
/// or fails with it when the environment variable <c>SLIPWAY_TESTS_STRICT</c> is 1.
/// </summary>
public static class Needs
{
    // xunit turns an exception whose message begins with this into a skipped test, whichever assembly threw it.
    private const string SkipToken = "$XunitDynamicSkip$";

    /// <summary>The test runs as root.</summary>
    public static void Root()
    {
        if (!Environment.IsPrivilegedProcess)
            Lack("it needs root");
    }

    /// <summary>A program on the PATH (or in the sbin folders); returns its absolute path.</summary>
    public static string Tool(string name)
    {
        var path = Environment.GetEnvironmentVariable("PATH") ?? "";
        var folders = path.Split(':', StringSplitOptions.RemoveEmptyEntries).Concat(["/usr/sbin", "/sbin", "/usr/local/sbin"]);
        var found = folders.Select(folder => Path.Combine(folder, name)).FirstOrDefault(File.Exists);
        return found ?? Lack($"it needs the program '{name}', which is not on the PATH");
    }

    /// <summary>A file or folder of the corpus that the environment variable <c>SLIPWAY_CORPUS</c> names; returns its absolute path.</summary>
    public static string Corpus(string name)
    {
        if (Environment.GetEnvironmentVariable("SLIPWAY_CORPUS") is not { Length: > 0 } corpus)
            return Lack($"it needs '{name}' of the corpus, and SLIPWAY_CORPUS is not set");

        var path = Path.GetFullPath(Path.Combine(corpus, name));
        return Path.Exists(path) ? path : Lack($"it needs '{name}' of the corpus, and '{path}' does not exist");
    }

    /// <summary>Debian's own mirrors, over the network.</summary>
    public static async Task DebianMirrorsAsync(CancellationToken cancellationToken)
    {
        try
        {
            using var probe = new TcpClient();
            await probe.ConnectAsync("deb.debian.org", 80, cancellationToken);
        }
        catch (SocketException)
        {
            Lack("it needs Debian's mirrors, which can't be reached");
        }
    }

    /// <summary>The kernel knows an emulator of QEMU's for an architecture, as QEMU calls it (<c>aarch64</c>), which containers find.</summary>
    public static void Emulator(string architecture)
    {
        var entry = $"/proc/sys/fs/binfmt_misc/qemu-{architecture}";
        if (!File.Exists(entry) || File.ReadAllLines(entry) is not ["enabled", .. var rest] || !rest.Any(static line => line.StartsWith("flags:", StringComparison.Ordinal) && line.Contains('F', StringComparison.Ordinal)))
            Lack($"it needs an emulator for {architecture} that is registered with the kernel: slipway setup --emulation");
    }

    /// <summary>Skips the calling test, or fails it under <c>SLIPWAY_TESTS_STRICT=1</c>: <paramref name="reason"/> reads "it needs …".</summary>
    [DoesNotReturn]
    public static string Lack(string reason)
    {
        if (Environment.GetEnvironmentVariable("SLIPWAY_TESTS_STRICT") == "1")
            throw new UnmetNeedException($"This test cannot run: {reason} (SLIPWAY_TESTS_STRICT=1 makes that a failure).");
        throw new UnmetNeedException(SkipToken + reason);
    }
}
