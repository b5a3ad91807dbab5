// SPDX-License-Identifier: Apache-2.0
using System.Text.RegularExpressions;
using Slipway.Dockerfile;
using Slipway.Native;
using Slipway.Oci;

namespace Slipway.Check;

/// <summary>Proves what is claimed of an image's configuration and manifest.</summary>
internal static class ConfigurationProofs
{
    internal static Verdict Judge(Claim claim, ProofSubject subject)
    {
        var config = subject.Image.Config.Config ?? new ContainerConfig();
        return claim switch
        {
            LabelClaim label => Entry(label, config.Labels),
            AnnotationClaim annotation => Entry(annotation, subject.Image.Manifest.Image!.Annotations),
            EnvironmentClaim variable => Entry(variable, Variables(config)),
            NotRootClaim => NotRoot(ImageUser.Resolve(config, subject.Inventory.Accounts), config.User),
            UserClaim user => User(user, ImageUser.Resolve(config, subject.Inventory.Accounts), config.User),
            WorkdirClaim workdir => Workdir(workdir, config.WorkingDir),
            PortClaim port => Listed(port.Port, port.Presence, [.. (config.ExposedPorts ?? []).Select(WithProtocol)], "exposed is", "no port is exposed"),
            VolumeClaim volume => Listed(Trim(volume.Path), volume.Presence, [.. (config.Volumes ?? []).Select(Trim)], "volumes are", "there is no volume"),
            HealthcheckClaim or HealthcheckTestClaim or HealthcheckNumberClaim => HealthcheckProofs.Judge(claim, config.Healthcheck),
            EntrypointClaim entrypoint => Words("the entry point", entrypoint.Words, config.Entrypoint),
            CmdClaim cmd => Words("the command", cmd.Words, config.Cmd),
            StopSignalClaim stop => StopSignal(stop, config.StopSignal),
            _ => throw new ArgumentException($"No proof is known for a claim of the kind '{claim.GetType().Name}'.", nameof(claim)),
        };
    }

    private static Verdict Entry(EntryClaim claim, IReadOnlyDictionary<string, string>? entries)
    {
        if (entries is null || !entries.TryGetValue(claim.Name, out var found))
            return Verdict.When(
                claim.Test.Presence == Presence.Absent, $"there is no {claim.Noun} '{claim.Name}'",
                Suggestion.For(claim.Name, entries?.Keys ?? []) is { } near ? $"there is '{near}'" : null);
        var text = $"{claim.Noun} '{claim.Name}' is '{ProofText.Clip(found)}'";
        if (claim.Test.Text is not { } pattern)
            return Verdict.When(claim.Test.Presence == Presence.Present, text);
        try
        {
            // Unlike what a command prints, the text of an entry has no line end that somebody else put there.
            var holds = pattern.Kind == TextMatch.Equals ? found == pattern.Text : pattern.Accepts(found);
            return Verdict.When(holds, text, ProofText.Difference(pattern, found));
        }
        catch (RegexMatchTimeoutException)
        {
            return Verdict.Unknown($"the regular expression takes too long on the {claim.Noun}");
        }
    }

    // Of a name that is there twice, the last counts: so does a container's first process see it through Docker.
    private static Dictionary<string, string> Variables(ContainerConfig config)
    {
        var variables = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var variable in config.Env ?? [])
        {
            var equals = variable.IndexOf('=', StringComparison.Ordinal);
            variables[equals < 0 ? variable : variable[..equals]] = equals < 0 ? "" : variable[(equals + 1)..];
        }
        return variables;
    }

    private static Verdict User(UserClaim claim, ImageUser user, string? written)
    {
        var (expected, found) = claim.Part switch
        {
            UserPart.Uid => (claim.Value, user.Uid?.ToString()),
            UserPart.Gid => (claim.Value, user.Gid?.ToString()),
            _ => (claim.Value, user.Uid is null ? null : user.Name),
        };
        return (claim.Part, found) switch
        {
            (_, not null) when claim.Part == UserPart.Name => Verdict.When(found == expected, $"it runs as user '{found}'"),
            (UserPart.Uid, not null) => Verdict.When(found == expected, $"it runs as user number {found}{NameOf(user)}"),
            (_, not null) => Verdict.When(found == expected, $"it runs as group number {found}"),
            (UserPart.Gid, _) => Verdict.False($"it runs as '{written}', whose group the image's /etc/group and /etc/passwd do not know"),
            (UserPart.Name, _) when user.Uid is { } uid => Verdict.False($"it runs as user number {uid}, for which the image's /etc/passwd has no name"),
            _ => Verdict.False($"it runs as '{written}', whom the image's /etc/passwd does not know"),
        };
    }

    // Somebody whom the image doesn't know may be anybody.
    private static Verdict NotRoot(ImageUser user, string? written) => user.Uid is { } uid
        ? Verdict.When(uid != 0, $"it runs as user number {uid}{NameOf(user)}{(string.IsNullOrEmpty(written) ? ", as it names none" : "")}")
        : Verdict.False($"it runs as '{written}', whom the image's /etc/passwd does not know");

    private static string NameOf(ImageUser user) => user.Name is null ? "" : $" ('{user.Name}')";

    private static Verdict Workdir(WorkdirClaim claim, string? directory)
    {
        var found = Trim(string.IsNullOrEmpty(directory) ? "/" : directory);
        return Verdict.When(found == Trim(claim.Path), $"the working directory is '{found}'");
    }

    private static string Trim(string path) => path.Length > 1 ? path.TrimEnd('/') : path;

    private static string WithProtocol(string port) => port.Contains('/', StringComparison.Ordinal) ? port : $"{port}/tcp";

    private static Verdict Listed(string wanted, Presence presence, IReadOnlyList<string> found, string some, string none) =>
        Verdict.When(found.Contains(wanted) == (presence == Presence.Present), found.Count == 0 ? none : $"{some} {string.Join(", ", found)}");

    private static Verdict Words(string what, IReadOnlyList<string> claimed, IReadOnlyList<string>? found) =>
        Verdict.When(claimed.SequenceEqual(found ?? []), found is null or [] ? $"{what} is empty" : $"{what} is {CommandText.Show(found)}");

    private static Verdict StopSignal(StopSignalClaim claim, string? found)
    {
        if (string.IsNullOrEmpty(found))
            return Verdict.When(claim.Signal == Signal.Term, $"the stop signal is {Signal.Term}, as the image names none");
        return Signal.TryParse(found, out var signal)
            ? Verdict.When(signal == claim.Signal, $"the stop signal is {signal}")
            : Verdict.False($"the stop signal is '{found}', which is none");
    }
}
