// SPDX-License-Identifier: Apache-2.0
using Slipway.Native;

namespace Slipway.Build;

/// <summary>
/// The system's git, shut off from this machine's configuration: no hook, helper, prompt, template, attribute or alias of it counts. Credentials
/// reach it by its environment, and so never the command line, a file or a log.
/// </summary>
internal static class GitProgram
{
    /// <summary>The protocol of repositories on this machine; for our own alone.</summary>
    public const string Local = "file";

    private static readonly string[] PassedOn =
    [
        "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy", "all_proxy", "SSL_CERT_FILE", "SSL_CERT_DIR", "GIT_SSL_CAINFO",
    ];

    // Ours wins over whatever a repository's own configuration might say.
    private static readonly (string Name, string Value)[] Settings =
    [
        ("core.hooksPath", "/dev/null"), ("core.fsmonitor", "false"), ("core.attributesFile", "/dev/null"), ("core.excludesFile", "/dev/null"),
        ("core.symlinks", "true"), ("core.fileMode", "true"), ("core.logAllRefUpdates", "false"), ("credential.helper", ""), ("gc.auto", "0"),
        ("maintenance.auto", "false"), ("init.defaultBranch", "master"), ("submodule.recurse", "false"), ("fetch.recurseSubmodules", "false"),
        ("http.followRedirects", "false"), ("http.lowSpeedLimit", "1"), ("http.lowSpeedTime", "60"), ("advice.detachedHead", "false"),
    ];

    /// <summary>Runs git to its end.</summary>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="connection">The one repository that it may speak to; null is none.</param>
    /// <param name="cancellationToken">Kills it.</param>
    /// <exception cref="ExecutionException">git isn't installed; the message says what to do.</exception>
    public static Task<CommandResult> TryAsync(IReadOnlyList<string> arguments, GitConnection? connection, CancellationToken cancellationToken) =>
        new Command("git", arguments) { Package = "git", Environment = EnvironmentFor(connection?.Protocol ?? "none", connection) }.RunAsync(cancellationToken);

    /// <summary>Runs git on repositories of ours, and expects it to succeed.</summary>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="cancellationToken">Kills it.</param>
    /// <returns>What it wrote, without the last line's end.</returns>
    /// <exception cref="ExecutionException">It didn't succeed.</exception>
    public static async Task<string> RunAsync(IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        var command = new Command("git", arguments) { Package = "git", Environment = EnvironmentFor(Local, null) };
        return (await command.RunAsync(cancellationToken).ConfigureAwait(false)).EnsureSuccess().OutputText;
    }

    private static Dictionary<string, string> EnvironmentFor(string protocols, GitConnection? connection)
    {
        var environment = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["PATH"] = Command.MinimalEnvironment["PATH"],
            ["LC_ALL"] = "C",
            ["HOME"] = "/dev/null",
            ["XDG_CONFIG_HOME"] = "/dev/null",
            ["GIT_CONFIG_NOSYSTEM"] = "1",
            ["GIT_CONFIG_SYSTEM"] = "/dev/null",
            ["GIT_CONFIG_GLOBAL"] = "/dev/null",
            ["GIT_ATTR_NOSYSTEM"] = "1",
            ["GIT_TERMINAL_PROMPT"] = "0",
            ["GIT_ASKPASS"] = "/bin/false",
            ["SSH_ASKPASS"] = "/bin/false",
            ["GIT_ALLOW_PROTOCOL"] = protocols,
            ["GIT_PROTOCOL_FROM_USER"] = "0",
            ["GIT_OPTIONAL_LOCKS"] = "0",
            ["GIT_NO_REPLACE_OBJECTS"] = "1",
            ["GIT_LITERAL_PATHSPECS"] = "1",
            // As with every other client of ours, no proxy for this machine itself.
            ["NO_PROXY"] = $"localhost,127.0.0.0/8,127.0.0.1,::1,{Environment.GetEnvironmentVariable("NO_PROXY") ?? Environment.GetEnvironmentVariable("no_proxy")}".TrimEnd(','),
        };
        foreach (var name in PassedOn)
        {
            if (Environment.GetEnvironmentVariable(name) is { Length: > 0 } value)
                environment[name] = value;
        }
        if (environment.TryGetValue("SSL_CERT_FILE", out var bundle))
            environment.TryAdd("GIT_SSL_CAINFO", bundle);
        (string Name, string Value)[] settings = connection is null ? Settings : [.. Settings, .. connection.Settings];
        environment["GIT_CONFIG_COUNT"] = $"{settings.Length}";
        foreach (var (index, (name, value)) in settings.Index())
            (environment[$"GIT_CONFIG_KEY_{index}"], environment[$"GIT_CONFIG_VALUE_{index}"]) = (name, value);
        foreach (var (name, value) in connection?.Variables ?? [])
            environment[name] = value;
        return environment;
    }
}
