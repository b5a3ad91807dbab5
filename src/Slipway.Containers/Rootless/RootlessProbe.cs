// SPDX-License-Identifier: Apache-2.0
using System.Text;
using Slipway.Native;
using Slipway.Oci;

namespace Slipway.Containers;

/// <summary>Tries once in a boot whether a namespace can be made and an overlay mounted in it below the home, and remembers how that ended.</summary>
internal static class RootlessProbe
{
    private const int OverlayRefused = 42;

    // What is made here belongs to the root of the namespace, who is the user.
    private const string Script = """
        cd "$1" && mkdir lower upper work merged && mount -t overlay -o userxattr,lowerdir=lower,upperdir=upper,workdir=work overlay merged || exit 42
        """;

    /// <summary>Whether a namespace can be entered. Where it can't, <see cref="Recall"/> says why, and the next command tries again.</summary>
    internal static bool IsOpen(SlipwayHome home)
    {
        if (Remembered(home) is [_])
            return true;
        var obstacle = Try(home);
        string[] lines = obstacle is null ? [ProcessIdentity.CurrentBootId] : [ProcessIdentity.CurrentBootId, obstacle.Reason, obstacle.Remedy];
        AtomicFile.Write(PathOf(home), Encoding.UTF8.GetBytes(string.Join('\n', lines)));
        return obstacle is null;
    }

    /// <summary>What stood in the way when it was tried; null where nothing did, or nobody tried.</summary>
    internal static RootlessObstacle? Recall(SlipwayHome home) => Remembered(home) is [_, var reason, var remedy] ? new(reason, remedy) : null;

    private static RootlessObstacle? Try(SlipwayHome home)
    {
        var folder = Path.Combine(home.Run, $"probe-{Guid.NewGuid():N}");
        Directory.CreateDirectory(folder);
        try
        {
            var call = NamespaceEntry.Call(["/bin/sh", "-c", Script, "sh", folder]);
            // The program is at its start and has nothing else to do.
            var result = new Command(call[0], call[1..]).RunAsync(CancellationToken.None).GetAwaiter().GetResult();
            var said = result.ErrorText.Trim().Split('\n')[^1];
            return result.ExitCode switch
            {
                0 => null,
                OverlayRefused => new(
                    $"no overlay can be mounted in one below '{home.Root}': {said}",
                    "take Linux 5.11 or newer, and a home on a local file system, named by the variable SLIPWAY_HOME, or run the command as root"),
                _ => RootlessHost.Judge(said),
            };
        }
        catch (ExecutionException problem)
        {
            return new(problem.Message.TrimEnd('.'), "run the command as root, with sudo for instance");
        }
        finally
        {
            LinuxFile.RemoveTree(folder, CancellationToken.None);
        }
    }

    // The boot; and where it ended badly the reason and the remedy.
    private static string[]? Remembered(SlipwayHome home) =>
        File.Exists(PathOf(home)) && File.ReadAllLines(PathOf(home)) is [var boot, ..] lines && boot == ProcessIdentity.CurrentBootId ? lines : null;

    private static string PathOf(SlipwayHome home) => Path.Combine(home.Run, "rootless");
}
