// SPDX-License-Identifier: Apache-2.0
namespace Slipway.TestKit;

/// <summary>Debian 13's buildx, for what it does without a daemon: reading Bake files.</summary>
public static class TrixieBuildx
{
    /// <summary>Runs <c>docker buildx</c> on a copy of a folder, with these variables alone, and gives its exit code and what it wrote. The test is skipped where its root cannot be made.</summary>
    public static Task<(int ExitCode, string Output, string Error)> RunAsync(
        string folder, IReadOnlyList<string> arguments, IReadOnlyDictionary<string, string> environment, CancellationToken cancellationToken) =>
        TrixiePlugin.RunAsync("buildx", folder, arguments, environment, cancellationToken);
}
