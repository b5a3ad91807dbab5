// SPDX-License-Identifier: Apache-2.0
using Slipway.Dockerfile;
using YamlDotNet.RepresentationModel;

namespace Slipway.Fleet.Tests;

/// <summary>The Compose and Kubernetes files of the first example: they name images and settings that are there, and hold what OpenHQM's guide asks of them.</summary>
public sealed class ExampleDeploymentTests
{
    private static readonly string Folder = Example.Folder("openhqm");

    /// <summary>The files.</summary>
    public static TheoryData<string> Files => [.. Directory.GetFiles(Path.Combine(Folder, "deploy")).Select(static path => Path.GetFileName(path)).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Files))]
    public void An_image_that_is_named_is_a_tag_of_the_fleet_and_pins_its_version(string file)
    {
        var tags = Fleet().Targets.SelectMany(static target => target.Tags).Select(static tag => tag.ToString()).ToList();
        var images = Scalars(file, "image");
        images.ShouldNotBeEmpty();
        images.ShouldAllBe(image => tags.Contains(image) && image.Contains(":1.0.0", StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void A_variable_of_ours_that_is_set_is_a_setting(string file)
    {
        var settings = File.ReadAllText(Path.Combine(Folder, "src/settings.js"));
        var names = Maps(file).SelectMany(static map => map.Children).SelectMany(static pair => (string[])[Text(pair.Key), pair.Value is YamlScalarNode value && Text(pair.Key) == "name" ? value.Value! : ""])
            .Where(static name => name.StartsWith("OPENHQM_", StringComparison.Ordinal)).ToList();
        names.ShouldNotBeEmpty();
        names.ShouldAllBe(name => settings.Contains($"  {name}: ", StringComparison.Ordinal));
    }

    [Fact]
    public void EKS_runs_three_workers_within_the_limits_of_the_guide()
    {
        var deployments = Documents("eks-sqs.yaml").Where(static document => Text(document["kind"]) == "Deployment").ToDictionary(static document => Text(document["metadata"]["name"]));
        deployments.Keys.ShouldBe(["openhqm", "openhqm-worker"]);
        Text(deployments["openhqm-worker"]["spec"]["replicas"]).ShouldBe("3");
        foreach (var (name, deployment) in deployments)
        {
            Text(deployment["spec"]["selector"]["matchLabels"]["app"]).ShouldBe(name);
            Text(deployment["spec"]["template"]["metadata"]["labels"]["app"]).ShouldBe(name);
            var container = deployment["spec"]["template"]["spec"]["containers"][0];
            Text(container["ports"][0]["containerPort"]).ShouldBe("8000");
            var resources = container["resources"];
            (Text(resources["requests"]["memory"]), Text(resources["requests"]["cpu"])).ShouldBe(("256Mi", "100m"));
            (Text(resources["limits"]["memory"]), Text(resources["limits"]["cpu"])).ShouldBe(("512Mi", "500m"));
        }
    }

    [Fact]
    public void AKS_has_its_connection_string_from_a_secret()
    {
        var reference = Maps("aks-event-hubs.yaml").Single(static map => map.Children.ContainsKey("secretKeyRef"))["secretKeyRef"];
        (Text(reference["name"]), Text(reference["key"])).ShouldBe(("eventhubs-secret", "connection-string"));
    }

    private static FleetTargets Fleet()
    {
        var path = Path.Combine(Folder, FleetFile.FileName);
        return FleetTargets.Expand(FleetFile.Read(SourceText.FromBytes(path, File.ReadAllBytes(path)), Folder));
    }

    private static List<string> Scalars(string file, string key) =>
        [.. Maps(file).SelectMany(static map => map.Children).Where(pair => Text(pair.Key) == key).Select(static pair => Text(pair.Value))];

    private static IEnumerable<YamlMappingNode> Maps(string file) => Documents(file).SelectMany(static document => document.AllNodes.Prepend(document)).OfType<YamlMappingNode>();

    private static List<YamlNode> Documents(string file)
    {
        var stream = new YamlStream();
        using var reader = File.OpenText(Path.Combine(Folder, "deploy", file));
        stream.Load(reader);
        return [.. stream.Documents.Select(static document => document.RootNode)];
    }

    private static string Text(YamlNode node) => ((YamlScalarNode)node).Value!;
}
