// SPDX-License-Identifier: Apache-2.0
using System.CommandLine;
using Slipway.Cli.Commands.Fleets;
using Slipway.Fleet;
using Slipway.Oci;

namespace Slipway.Cli.Commands.Generating;

/// <summary><c>slipway generate ci github|gitlab|jenkins</c>: the pipeline of a kind of CI for a fleet.</summary>
internal sealed class GenerateCiCommand : GenerateCommand
{
    private readonly Func<FleetGraph, IReadOnlyList<FleetTarget>, PipelineOptions, FleetGeneration> _generate;
    private readonly Option<string?> _registry = new("--registry") { Description = "The registry of caches, and of images whose tags name none. [default: the fleet's] Example: --registry ghcr.io/you", HelpName = "HOST[/PATH]" };
    private readonly Option<string[]> _runners = new("--runner") { Description = "The label or tag of the machines of an architecture. Example: --runner arm64=my-arm-machines", HelpName = "amd64|arm64=NAME" };

    private GenerateCiCommand(Session session, string name, string description, Func<FleetGraph, IReadOnlyList<FleetTarget>, PipelineOptions, FleetGeneration> generate)
        : base(session, name, description, $"slipway generate ci {name}", $"slipway generate ci {name} ./images -o . --registry ghcr.io/you", $"slipway generate ci {name} --check")
    {
        _generate = generate;
        Add(_registry);
        Add(_runners);
    }

    /// <summary>For GitHub Actions.</summary>
    public static GenerateCiCommand GitHub(Session session) => new(
        session, "github", "Write .github/workflows/ci.yml and release.yml, and .github/dependabot.yml: every image built, proven, measured, scanned and published for each of its platforms, on machines of that platform.", GitHubGenerator.Generate);

    /// <summary>For GitLab CI.</summary>
    public static GenerateCiCommand GitLab(Session session) => new(
        session, "gitlab", "Write .gitlab-ci.yml: every image built, proven, measured, scanned and published for each of its platforms, on machines of that platform.", GitLabGenerator.Generate);

    /// <summary>For Jenkins.</summary>
    public static GenerateCiCommand Jenkins(Session session) => new(
        session, "jenkins", "Write a Jenkinsfile: every image built, proven, measured, scanned and published for each of its platforms, on machines of that platform.", JenkinsGenerator.Generate);

    protected override IReadOnlyList<string> SettingsOf(ParseResult words) => words.GetValue(_registry) is { } registry && !Fleet.IsBake(words, Session) ? [$"registry={Checked(registry)}"] : [];

    protected override FleetGeneration Generate(ParseResult words, SelectedFleet fleet, string folder) => _generate(fleet.Graph, fleet.Targets, new()
    {
        Folder = folder,
        Registry = words.GetValue(_registry) is { } registry ? Checked(registry) : null,
        Words = Fleet.Repeat(words, Session, folder),
        Language = Fleet.IsBake(words, Session) ? FleetLanguage.Bake : FleetLanguage.Own,
        Runners = (words.GetValue(_runners) ?? []).Select(Runner).ToDictionary(StringComparer.Ordinal),
    });

    private static string Checked(string registry) => ImageReference.TryParse($"{registry}/image", out var reference, out var problem) && reference.Name == $"{registry}/image" ? registry
        : throw CommandException.Usage($"--registry '{registry}' is not a registry.", problem.Help ?? "write its host, with a path or without, such as ghcr.io/you");

    private static KeyValuePair<string, string> Runner(string word) => word.Split('=', 2) is [("amd64" or "arm64") and var architecture, { Length: > 0 } name] ? new(architecture, name)
        : throw CommandException.Usage($"--runner '{word}' is not amd64=NAME or arm64=NAME.");
}
