// SPDX-License-Identifier: Apache-2.0
using YamlDotNet.RepresentationModel;

namespace Slipway.EndToEnd.Tests.Documents;

/// <summary>What examples/shudl says of its images: to people in its README, and to Kubernetes, where it can't be tried here, in a manifest.</summary>
public sealed class ShudlDocumentTests
{
    private const string Example = "examples/shudl";
    private static readonly string Readme = File.ReadAllText(ProjectFolder.File($"{Example}/README.md"));
    private static readonly string[] Services = ["postgresql", "patroni", "etcd", "minio", "nessie", "trino", "spark"];

    [Fact]
    public void Each_image_has_a_purpose_and_each_service_its_health_check_its_log_level_and_its_metrics_and_what_to_do_when_something_is_wrong()
    {
        var tree = Readme[Readme.IndexOf("```\nbase-alpine", StringComparison.Ordinal)..Readme.IndexOf("```sh", StringComparison.Ordinal)];
        foreach (var name in (IEnumerable<string>)["base-alpine", "base-java", "base-postgresql", .. Services.Where(static name => name != "etcd")])
            tree.Split('\n').ShouldContain(line => line.TrimStart('├', '└', '─', '│', ' ').StartsWith(name + " ", StringComparison.Ordinal), name);

        Section("### Health, logs, metrics").Split('\n').Where(static line => line.StartsWith("| `", StringComparison.Ordinal)).Select(static line => line.Split('`')[1]).ShouldBe(Services);
        var wrong = Section("## When something is wrong");
        foreach (var name in Services.Where(static name => name is not "etcd"))
            wrong.ShouldContain(name, Case.Insensitive);
    }

    [Fact]
    public void What_the_images_refuse_to_start_with_is_explained_by_its_words()
    {
        var scripts = string.Concat(Directory.EnumerateFiles(ProjectFolder.File($"{Example}/docker"), "*", SearchOption.AllDirectories).Select(File.ReadAllText));
        var wrong = Section("## When something is wrong");
        foreach (var said in (string[])["is empty and no password is given", "can't be written by uid", "nobody is named to ask who leads", "must-be-given", "stand-in"])
        {
            scripts.ShouldContain(said);
            wrong.ShouldContain(said);
        }
    }

    // There is no cluster here: what the manifest says is held against the image that it runs.
    [Fact]
    public void The_manifest_for_Kubernetes_runs_three_nodes_of_the_patroni_image_hardened_with_its_own_probes_and_passwords_by_reference()
    {
        var set = Find("StatefulSet");
        var pod = (YamlMappingNode)set["spec"]["template"]["spec"];
        var container = pod["containers"][0];
        Text(set["spec"]["replicas"]).ShouldBe("3");
        Text(container["image"]).ShouldBe("ghcr.io/org/repo/patroni:latest");

        (Text(pod["securityContext"]["runAsNonRoot"]), Text(pod["securityContext"]["runAsUser"])).ShouldBe(("true", "999"));
        (Text(container["securityContext"]["readOnlyRootFilesystem"]), Text(container["securityContext"]["allowPrivilegeEscalation"]), Text(container["securityContext"]["capabilities"]["drop"][0])).ShouldBe(("true", "false", "ALL"));
        (Text(container["livenessProbe"]["httpGet"]["path"]), Text(container["readinessProbe"]["httpGet"]["path"])).ShouldBe(("/liveness", "/readiness"));
        Items(container["ports"]).Select(static port => Text(port["containerPort"])).ShouldBe(["5432", "8008"]);
        var written = ((YamlSequenceNode)container["volumeMounts"]).Select(static mount => Text(mount["mountPath"]));
        written.ShouldBe(["/var/lib/postgresql/data", "/tmp"]);

        // The script that starts it, or Patroni by its prefix, knows each variable; what is secret stands nowhere here.
        var starter = File.ReadAllText(ProjectFolder.File($"{Example}/docker/services/patroni/start-patroni"));
        foreach (var variable in Items(container["env"]))
        {
            var name = Text(variable["name"]);
            (name.StartsWith("PATRONI_KUBERNETES_", StringComparison.Ordinal) || starter.Contains(name, StringComparison.Ordinal)).ShouldBeTrue(name);
            if (name.EndsWith("PASSWORD", StringComparison.Ordinal))
                Text(variable["valueFrom"]["secretKeyRef"]["name"]).ShouldBe("patroni");
        }
        // Who leads is written on endpoints, and each node's role on its pod.
        Items(Find("Role")["rules"]).SelectMany(static rule => Items(rule["resources"])).Select(Text).ShouldBe(["endpoints", "pods", "services"]);
    }

    private static string Section(string title)
    {
        var start = Readme.IndexOf(title, StringComparison.Ordinal);
        // To the next heading of its own level or of one above; both are of level 2 or 3.
        int[] ends = [Readme.IndexOf("\n## ", start, StringComparison.Ordinal), Readme.IndexOf($"\n{title.Split(' ')[0]} ", start, StringComparison.Ordinal), Readme.Length];
        return Readme[start..ends.Where(static end => end >= 0).Min()];
    }

    private static YamlMappingNode Find(string kind)
    {
        using var text = File.OpenText(ProjectFolder.File($"{Example}/deploy/kubernetes/patroni.yaml"));
        var stream = new YamlStream();
        stream.Load(text);
        return stream.Documents.Select(static document => (YamlMappingNode)document.RootNode).Single(node => Text(node["kind"]) == kind);
    }

    private static IEnumerable<YamlNode> Items(YamlNode list) => (YamlSequenceNode)list;

    private static string Text(YamlNode node) => ((YamlScalarNode)node).Value!;
}
