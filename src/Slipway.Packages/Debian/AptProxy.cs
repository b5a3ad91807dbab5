// SPDX-License-Identifier: Apache-2.0
using Slipway.Native;

namespace Slipway.Packages;

/// <summary>Finds the proxies that apt uses on this machine: those of the environment, else of its settings.</summary>
internal static class AptProxy
{
    private static readonly string[] Variables = ["http_proxy", "https_proxy", "no_proxy", "HTTPS_PROXY", "NO_PROXY", "all_proxy", "ALL_PROXY"];

    /// <summary>The variables to give to apt; none where there is no proxy.</summary>
    public static async Task<IReadOnlyDictionary<string, string>> FindAsync(CancellationToken cancellationToken)
    {
        var found = Variables.Select(static name => (Name: name, Value: Environment.GetEnvironmentVariable(name)))
            .Where(static pair => !string.IsNullOrEmpty(pair.Value)).ToDictionary(static pair => pair.Name, static pair => pair.Value!);
        if (Command.Find("apt-config") is null)
            return found;
        var question = new Command("apt-config", ["dump", "--format", "%f %v%n", "Acquire::http::Proxy", "Acquire::https::Proxy"]);
        var settings = (await question.RunAsync(cancellationToken).ConfigureAwait(false)).OutputText.Split('\n').Select(static line => line.Split(' ', 2));
        foreach (var pair in settings.Where(static pair => pair is [_, not ("" or "DIRECT")]))
            found.TryAdd(pair[0].Contains("https", StringComparison.Ordinal) ? "https_proxy" : "http_proxy", pair[1]);
        return found;
    }
}
