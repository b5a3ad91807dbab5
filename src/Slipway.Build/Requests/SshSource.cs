// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics.CodeAnalysis;

namespace Slipway.Build;

/// <summary>Where the keys of an SSH agent are: behind a socket, or in files.</summary>
public abstract record SshSource
{
    private protected SshSource()
    {
    }

    /// <summary>Reads Docker's words of <c>--ssh</c>: <c>default</c>, or <c>id=socket</c>, or <c>id=key[,key]</c>.</summary>
    /// <param name="text">The words.</param>
    /// <param name="folder">The absolute folder that relative paths start from.</param>
    /// <param name="variable">Asks the environment; <c>SSH_AUTH_SOCK</c> is the socket where none is named.</param>
    /// <param name="id">The agent's id.</param>
    /// <param name="source">What was read.</param>
    /// <param name="problem">A clause that says what is wrong, where it can't be read.</param>
    public static bool TryParse(
        string text, string folder, Func<string, string?> variable, out string id, [NotNullWhen(true)] out SshSource? source, [NotNullWhen(false)] out string? problem)
    {
        var equals = text.IndexOf('=', StringComparison.Ordinal);
        id = equals < 0 ? text : text[..equals];
        string[] paths = equals < 0 ? [] : [.. text[(equals + 1)..].Split(',', StringSplitOptions.RemoveEmptyEntries).Select(path => Path.GetFullPath(path, folder))];
        (source, problem) = Read(text, id, paths, variable);
        return source is not null;
    }

    private static (SshSource?, string?) Read(string text, string id, string[] paths, Func<string, string?> variable)
    {
        if (id.Length == 0)
            return (null, $"'{text}' has no id; expected default, ID=SOCKET or ID=KEY[,KEY]");
        if (paths.Length == 0)
        {
            return variable("SSH_AUTH_SOCK") is { Length: > 0 } socket
                ? (new SshAgentSocket(socket), null) : (null, $"'{text}' names no agent, and SSH_AUTH_SOCK is not set; start one with 'eval $(ssh-agent)', or name a key: {id}=FILE");
        }
        if (paths.FirstOrDefault(static path => !Path.Exists(path)) is { } missing)
            return (null, $"'{missing}' of '{text}' does not exist");
        var sockets = paths.Count(IsSocket);
        if (sockets == 0)
            return (new SshKeyFiles(paths), null);
        return paths.Length == 1 ? (new SshAgentSocket(paths[0]), null) : (null, $"'{text}' names a socket and more; an agent is one socket, or keys");
    }

    private static bool IsSocket(string path) =>
        Native.LinuxFile.TryGetStatus(path, Native.FinalLink.Follow) is { Type: Native.FileType.Socket };
}

/// <summary>The socket of an agent that runs.</summary>
/// <param name="Path">Its absolute path.</param>
public sealed record SshAgentSocket(string Path) : SshSource;

/// <summary>Private keys without a passphrase; an agent that holds them runs as long as the build.</summary>
/// <param name="Paths">Their absolute paths.</param>
public sealed record SshKeyFiles(IReadOnlyList<string> Paths) : SshSource;
