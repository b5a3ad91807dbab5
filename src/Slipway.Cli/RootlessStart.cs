// SPDX-License-Identifier: Apache-2.0
using Slipway.Containers;
using Slipway.Native;
using Slipway.Oci;

namespace Slipway.Cli;

/// <summary>What an ordinary user's command does before anything else: it makes his home private, and goes on as root of a user namespace if it works on file trees.</summary>
internal static class RootlessStart
{
    /// <summary>The commands that mount, run containers, or touch files of several owners.</summary>
    internal static IReadOnlyList<string> Commands { get; } = ["build", "run", "verify", "publish", "report", "base", "prune"];

    /// <summary>Prepares this process for its command line; it may go on as another, and then this doesn't return.</summary>
    public static void Prepare(string[] words)
    {
        if (Environment.IsPrivilegedProcess)
            return;
        var home = SlipwayHome.FromEnvironment();
        try
        {
            MakePrivate(home.Root);
            if (words.Length > 0 && Commands.Contains(words[0]))
                NamespaceEntry.Enter(OwnCommand.With(words), home);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            // A home that can't be used, say. The command meets it too, where it can be told in its words.
        }
    }

    private static void MakePrivate(string root)
    {
        if (Directory.Exists(root))
            return;
        Directory.CreateDirectory(Path.GetDirectoryName(root)!);
        LinuxFile.CreateDirectory(root, Convert.ToInt32("700", 8));
    }
}
