// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Fleet;

/// <summary>Writes the declarative pipeline of Jenkins for a fleet: a stage for each layer, in which every image is built for each of its platforms side by side; and one that joins them.</summary>
public static class JenkinsGenerator
{
    /// <summary>The file's name.</summary>
    public const string FileName = "Jenkinsfile";

    /// <summary>Writes the file.</summary>
    /// <param name="graph">The fleet.</param>
    /// <param name="targets">The targets that are meant; what they stand on is built too.</param>
    /// <param name="options">What is said beside it.</param>
    public static FleetGeneration Generate(FleetGraph graph, IReadOnlyList<FleetTarget> targets, PipelineOptions options) => Generation.OfPipeline(graph, targets, options, (plan, _, notes) =>
    {
        notes.Add("set the environment variables SLIPWAY_URL, SLIPWAY_SHA256_AMD64 and SLIPWAY_SHA256_ARM64 of Jenkins: where the program is, and its digests; agents have the labels linux, and amd64 or arm64");
        notes.AddRange(plan.Hosts.Select(static host => $"make the credentials '{JenkinsPipeline.CredentialsOf(host)}', a user with a password: who logs in at {host}"));
        return [GeneratedFile.Create(FileName, new JenkinsPipeline(plan, options).Write(), "//")];
    });
}
