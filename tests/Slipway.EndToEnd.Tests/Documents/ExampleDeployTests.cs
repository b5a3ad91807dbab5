// SPDX-License-Identifier: Apache-2.0
using System.Text.RegularExpressions;
using Slipway.Dockerfile;
using Slipway.Fleet;

namespace Slipway.EndToEnd.Tests.Documents;

/// <summary>The files by which the examples are run elsewhere: Compose's and Kubernetes'.</summary>
public sealed partial class ExampleDeployTests
{
    public static TheoryData<string> ComposeFiles => [.. Files("*compose*.y*ml")];

    [Theory]
    [MemberData(nameof(ComposeFiles))]
    public void Every_key_of_a_Compose_file_is_honoured(string file)
    {
        var path = ProjectFolder.File(file);

        var reading = ComposeReading.Read([SourceText.FromBytes(path, File.ReadAllBytes(path))], new() { Folder = Path.GetDirectoryName(path)!, Environment = static name => name.EndsWith("_PORT", StringComparison.Ordinal) ? "8000" : "given" });

        reading.Diagnostics.Select(static diagnostic => diagnostic.Message).ShouldBeEmpty();
        reading.Project!.Services.ShouldNotBeEmpty();
    }

    [Theory]
    [InlineData("shudl", "deploy/compose.yaml", "ghcr.io/org/repo/postgresql:latest")]
    [InlineData("shudl", "deploy/kubernetes/patroni.yaml", "ghcr.io/org/repo/patroni:latest")]
    public void The_images_that_are_run_are_the_fleets(string example, string file, string image)
    {
        var fleet = ProjectFolder.File($"examples/{example}/{FleetFile.FileName}");
        var tags = FleetTargets.Expand(FleetFile.Read(SourceText.FromBytes(fleet, File.ReadAllBytes(fleet)), Path.GetDirectoryName(fleet)!)).Targets
            .SelectMany(static target => target.Tags).Select(static tag => tag.ToString()).ToList();

        var named = Image().Matches(File.ReadAllText(ProjectFolder.File($"examples/{example}/{file}"))).Select(static match => match.Groups["name"].Value).ToList();

        named.ShouldContain(image);
        named.Except(tags).ShouldBeEmpty();
    }

    private static IEnumerable<string> Files(string pattern) => Directory.EnumerateFiles(ProjectFolder.File("examples"), pattern, SearchOption.AllDirectories)
        .Where(static path => !path.Contains("/node_modules/", StringComparison.Ordinal)).Select(static path => Path.GetRelativePath(ProjectFolder.Path, path)).Order(StringComparer.Ordinal);

    [GeneratedRegex(@"^\s*(?:- )?image: (?<name>\S+)$", RegexOptions.Multiline)]
    private static partial Regex Image();
}
