// SPDX-License-Identifier: Apache-2.0
using Slipway.Dockerfile;

namespace Slipway.Fleet;

/// <summary>
/// Writes the workflows of GitHub Actions for a fleet: one that builds, proves, measures, scans and publishes every image for each of its platforms, on machines of that platform; one that does the
/// same for a tag of a release; and what Dependabot looks after.
/// </summary>
public static class GitHubGenerator
{
    private const int MaxJobs = 256;

    /// <summary>Writes the files.</summary>
    /// <param name="graph">The fleet.</param>
    /// <param name="targets">The targets that are meant; what they stand on is built too.</param>
    /// <param name="options">What is said beside it.</param>
    public static FleetGeneration Generate(FleetGraph graph, IReadOnlyList<FleetTarget> targets, PipelineOptions options) => Generation.OfPipeline(graph, targets, options, (plan, diagnostics, notes) =>
    {
        foreach (var layer in plan.Layers.Where(static layer => layer.Sum(static image => image.Platforms.Count) > MaxJobs))
            diagnostics.Add(Diagnostic.Error(graph.Fleet.File.Source, new(0, 0), $"{layer.Sum(static image => image.Platforms.Count)} images and platforms are built side by side, and a matrix of GitHub's has {MaxJobs} at most", "make a pipeline for some of the targets"));
        notes.Add("set the repository's variables SLIPWAY_URL, SLIPWAY_SHA256_AMD64 and SLIPWAY_SHA256_ARM64: where the program is, and its digests");
        notes.AddRange(plan.Hosts.Where(static host => host != GitHubWorkflow.OwnRegistry).Select(static host => $"set the secrets {PipelineCredentials.User(host)} and {PipelineCredentials.Password(host)}: who logs in at {host}"));
        return
        [
            GeneratedFile.Create($"{GitHubWorkflow.Folder}/ci.yml", DocumentWriter.Write(new GitHubWorkflow(plan, options).Write())),
            GeneratedFile.Create($"{GitHubWorkflow.Folder}/release.yml", DocumentWriter.Write(GitHubWorkflow.WriteRelease())),
            GeneratedFile.Create(".github/dependabot.yml", DocumentWriter.Write(Dependabot.Write(options.Folder, [.. plan.Images.Select(static image => image.Target)]))),
        ];
    });
}
