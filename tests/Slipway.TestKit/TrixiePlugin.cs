// SPDX-License-Identifier: Apache-2.0
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using Slipway.Native;

namespace Slipway.TestKit;

/// <summary>The plugins of Debian 13's docker, for what they do without a daemon.</summary>
internal static class TrixiePlugin
{
    /// <summary>Runs <c>docker PLUGIN</c> on a copy of a folder, with these variables alone, and gives its exit code and what it wrote. The test is skipped where its root cannot be made.</summary>
    internal static async Task<(int ExitCode, string Output, string Error)> RunAsync(
        string plugin, string folder, IReadOnlyList<string> arguments, IReadOnlyDictionary<string, string> environment, CancellationToken cancellationToken)
    {
        Needs.Root();
        Needs.Tool("unshare");
        await TrixieDocker.MakeRootAsync(cancellationToken);
        using var copy = new TempFolder();
        foreach (var file in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories))
            copy.Write(Path.GetRelativePath(folder, file), await File.ReadAllBytesAsync(file, cancellationToken));
        // It looks at the agent's socket, which nobody needs to listen at.
        using var agent = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        agent.Bind(new UnixDomainSocketEndPoint(copy["agent"]));
        IReadOnlyList<string> words =
        [
            Script(), "enter", "/usr/bin/env", "-C", copy.Path, "SSH_AUTH_SOCK=" + copy["agent"], .. environment.Select(static variable => $"{variable.Key}={variable.Value}"), "/usr/bin/docker", plugin, .. arguments,
        ];
        var ran = await new Command("/bin/bash", [.. words]) { Environment = TrixieDocker.Surroundings() }.RunAsync(cancellationToken);
        return (ran.ExitCode, ran.OutputText, ran.ErrorText);
    }

    private static string Script([CallerFilePath] string source = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(source)!, "../../eng/trixie.sh"));
}
