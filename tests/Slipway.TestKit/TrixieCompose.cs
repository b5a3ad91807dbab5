// SPDX-License-Identifier: Apache-2.0
namespace Slipway.TestKit;

/// <summary>Debian 13's Compose, for what it does without a daemon: reading Compose files.</summary>
public static class TrixieCompose
{
    /// <summary>Runs <c>docker compose</c> on a copy of a folder, with these variables alone, and gives its exit code and what it wrote. The test is skipped where its root cannot be made.</summary>
    public static Task<(int ExitCode, string Output, string Error)> RunAsync(
        string folder, IReadOnlyList<string> arguments, IReadOnlyDictionary<string, string> environment, CancellationToken cancellationToken) =>
        TrixiePlugin.RunAsync("compose", folder, arguments, environment, cancellationToken);
}
