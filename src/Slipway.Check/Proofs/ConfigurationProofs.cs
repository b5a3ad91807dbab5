// SPDX-License-Identifier: Apache-2.0
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
            LabelClaim label => Entry("label", label.Name, label.Value, config.Labels),
            AnnotationClaim annotation => Entry("annotation", annotation.Name, annotation.Value, subject.Image.Manifest.Image!.Annotations),
            EnvironmentClaim variable => Entry("variable", variable.Name, variable.Value, Variables(config)),
            UserClaim user => User(user, ImageUser.Resolve(config, subject.Inventory.Accounts), config.User),
            WorkdirClaim workdir => Workdir(workdir, config.WorkingDir),
            PortClaim port => Port(port, config.ExposedPorts ?? []),
            HealthcheckClaim check => Healthcheck(check, config.Healthcheck),
            EntrypointClaim entrypoint => Words("the entry point", entrypoint.Words, config.Entrypoint),
            CmdClaim cmd => Words("the command", cmd.Words, config.Cmd),
            _ => throw new ArgumentException($"No proof is known for a claim of the kind '{claim.GetType().Name}'.", nameof(claim)),
        };
    }

    private static Verdict Entry(string what, string name, string value, IReadOnlyDictionary<string, string>? entries) =>
        entries is not null && entries.TryGetValue(name, out var found)
            ? Verdict.When(found == value, $"{what} '{name}' is '{found}'")
            : Verdict.False($"there is no {what} '{name}'");

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

    private static string NameOf(ImageUser user) => user.Name is null ? "" : $" ('{user.Name}')";

    private static Verdict Workdir(WorkdirClaim claim, string? directory)
    {
        var found = Trim(string.IsNullOrEmpty(directory) ? "/" : directory);
        return Verdict.When(found == Trim(claim.Path), $"the working directory is '{found}'");
    }

    private static string Trim(string path) => path.Length > 1 ? path.TrimEnd('/') : path;

    private static Verdict Port(PortClaim claim, IReadOnlyList<string> exposed)
    {
        var ports = exposed.Select(port => port.Contains('/', StringComparison.Ordinal) ? port : $"{port}/tcp").ToList();
        return Verdict.When(ports.Contains(claim.Port), ports.Count == 0 ? "no port is exposed" : $"exposed is {string.Join(", ", ports)}");
    }

    private static Verdict Healthcheck(HealthcheckClaim claim, HealthCheckConfig? config)
    {
        var isThere = config?.Test is { Count: > 0 } test && test[0] is not ("NONE" or "");
        return Verdict.When(
            isThere == (claim.Presence == Presence.Present),
            isThere ? $"it has the health check {CommandText.Show(config!.Test)}" : "it has no health check");
    }

    private static Verdict Words(string what, IReadOnlyList<string> claimed, IReadOnlyList<string>? found) =>
        Verdict.When(claimed.SequenceEqual(found ?? []), found is null or [] ? $"{what} is empty" : $"{what} is {CommandText.Show(found)}");
}
