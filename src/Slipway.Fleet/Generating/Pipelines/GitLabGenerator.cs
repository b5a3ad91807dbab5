// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Fleet;

/// <summary>Writes the pipeline of GitLab CI for a fleet: a job for each image, which begins when those that it needs are done, with a matrix of its platforms; and one that joins them.</summary>
public static class GitLabGenerator
{
    /// <summary>The file's name.</summary>
    public const string FileName = ".gitlab-ci.yml";

    // GitLab's own limit.
    private const int MaxNeeds = 50;

    /// <summary>Writes the file.</summary>
    /// <param name="graph">The fleet.</param>
    /// <param name="targets">The targets that are meant; what they stand on is built too.</param>
    /// <param name="options">What is said beside it.</param>
    public static FleetGeneration Generate(FleetGraph graph, IReadOnlyList<FleetTarget> targets, PipelineOptions options) => Generation.OfPipeline(graph, targets, options, (plan, diagnostics, notes) =>
    {
        if (plan.Images.FirstOrDefault(static image => image.Needs.Count > MaxNeeds) is { } needy)
            diagnostics.Add(needy.Target.Image.Name.Place.Error($"'{needy.Target.Name}' needs {needy.Needs.Count} other images, and a job of GitLab's needs {MaxNeeds} at most", "make a pipeline for some of the targets"));
        notes.Add("set the variables SLIPWAY_URL, SLIPWAY_SHA256_AMD64 and SLIPWAY_SHA256_ARM64: where the program is, and its digests; the runners must let containers be privileged");
        notes.AddRange(plan.Hosts.Where(static host => host != GitLabPipeline.OwnRegistry).Select(static host => $"set the masked variables {PipelineCredentials.User(host)} and {PipelineCredentials.Password(host)}: who logs in at {host}"));
        return [GeneratedFile.Create(FileName, DocumentWriter.Write(new GitLabPipeline(plan, options).Write()))];
    });
}
