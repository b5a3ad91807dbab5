// SPDX-License-Identifier: Apache-2.0
using System.Text;
using Slipway.Native;

namespace Slipway.Fleet;

/// <summary>The program <c>docker buildx</c>. It ends, with all it started, when it is cancelled.</summary>
/// <param name="Docker">The absolute path of Docker's client.</param>
/// <param name="Environment">Its whole environment; the variables that secrets are read from are among them.</param>
public sealed record BuildxProgram(string Docker, IReadOnlyDictionary<string, string> Environment)
{
    // No attestations: images are what the fleet says and nothing else. The fleet's files may lie anywhere: who says "slipway build" reads them.
    private static readonly (string Name, string Value)[] Settings = [("BUILDX_NO_DEFAULT_ATTESTATIONS", "1"), ("BUILDX_BAKE_ENTITLEMENTS_FS", "0")];

    /// <summary>What is done where the program isn't there, a clause.</summary>
    public const string Remedy = "install docker-cli and docker-buildx (Debian 13, Ubuntu), or docker-ce-cli and docker-buildx-plugin (Docker's own packages); or build without it, by leaving out --engine buildx";

    /// <summary>The builder that builds; null, the default, is the one that buildx has chosen.</summary>
    public string? Builder { get; init; }

    /// <summary>How it shows its progress. The default shows nothing but errors.</summary>
    public BuildxDisplay Display { get; init; } = new("quiet", Stream.Null);

    /// <summary>The version, such as <c>0.13.1</c>.</summary>
    /// <exception cref="ExecutionException">Docker's client has no buildx.</exception>
    public async Task<string> FindVersionAsync(CancellationToken cancellationToken)
    {
        var said = await Call(["version"]).RunAsync(cancellationToken).ConfigureAwait(false);
        // "github.com/docker/buildx v0.13.1 788433953af10f2a698f5c07611dddce2e08c7a0"; Debian's leaves out the v and adds its own behind a plus.
        return said.ExitCode == 0 && said.OutputText.Split(' ') is [_, var version, ..]
            ? version.TrimStart('v').Split('+')[0]
            : throw new ExecutionException($"'{Docker}' has no buildx ({Last(said.ErrorText)}); {Remedy}.") { Program = "docker", ExitCode = said.ExitCode };
    }

    /// <summary>The definition as this buildx understands it: what it doesn't know is missing.</summary>
    internal Task<CommandResult> PrintAsync(string definition, CancellationToken cancellationToken) => Call(["bake", "--print", "--file", definition]).RunAsync(cancellationToken);

    /// <summary>Whether <c>bake</c> wants to be allowed what steps get beside the usual, as it does since 0.17.</summary>
    internal async Task<bool> AsksForAllowanceAsync(CancellationToken cancellationToken) =>
        (await Call(["bake", "--help"]).RunAsync(cancellationToken).ConfigureAwait(false)).OutputText.Contains("--allow", StringComparison.Ordinal);

    /// <summary>Builds a definition.</summary>
    /// <returns>The exit code, and the end of what was said; empty where that went to the terminal.</returns>
    internal async Task<(int ExitCode, string Said)> BakeAsync(string definition, IReadOnlyList<string> words, CancellationToken cancellationToken)
    {
        using var tail = new TailStream(Display.Output ?? Stream.Null);
        string[] builder = Builder is { } name ? ["--builder", name] : [];
        var command = Call(["bake", "--file", definition, "--progress", Display.Kind, .. builder, .. words]) with { Output = tail };
        var ran = await (Display.Output is null ? command with { SharesError = true } : command with { Error = tail }).RunAsync(cancellationToken).ConfigureAwait(false);
        return (ran.ExitCode, Encoding.UTF8.GetString(tail.ToArray()));
    }

    internal static string Last(string text) => text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).LastOrDefault() ?? "it said nothing";

    private Command Call(IReadOnlyList<string> words)
    {
        var environment = new Dictionary<string, string>(Environment, StringComparer.Ordinal);
        foreach (var (name, value) in Settings)
            environment[name] = value;
        return new(Docker, ["buildx", .. words]) { Environment = environment };
    }
}
