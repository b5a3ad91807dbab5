// SPDX-License-Identifier: Apache-2.0
using System.Net;
using Slipway.Build;
using Slipway.Oci;
using Slipway.TestKit;

namespace Slipway.Fleet.Tests;

/// <summary>What a fleet file tells the build of a target in Bake's words.</summary>
public sealed class TargetBuildTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("id=token,src=secrets/token", "token", "SecretFile { Path = /fleets/app/secrets/token }")]
    [InlineData("id=token,env=TOKEN", "token", "SecretVariable { Name = TOKEN }")]
    [InlineData("id=HERE", "HERE", "SecretVariable { Name = HERE }")]
    [InlineData("{ id: HERE, type: file }", "HERE", "SecretFile { Path = /fleets/app/HERE }")]
    [InlineData("{ id: token, source: '/run/{version}' }", "token", "SecretFile { Path = /run/1.2.3 }")]
    [InlineData("[{ id: token, env: TOKEN }]", "token", "SecretVariable { Name = TOKEN }")]
    [InlineData("{ id: token, src: 'a,b' }", "token", "SecretFile { Path = /fleets/app/a,b }")]
    public void A_secret_is_a_text_or_a_map_as_with_Bake(string secret, string id, string source)
    {
        var build = Build($"secret: {secret}");
        build.Secrets.ShouldHaveSingleItem().Key.ShouldBe(id);
        build.Secrets[id].ToString().ShouldBe(source);
    }

    [Fact]
    public void An_agent_is_a_text_or_a_map_as_with_Bake()
    {
        Build("ssh: default").SshAgents["default"].ShouldBe(new SshAgentSocket("/run/agent"));
        Build("ssh: [{ id: deploy, paths: [/etc/passwd, /etc/group] }]").SshAgents["deploy"].ShouldBeOfType<SshKeyFiles>().Paths.ShouldBe(["/etc/passwd", "/etc/group"]);
    }

    [Fact]
    public void Outputs_network_hosts_stages_and_annotations_are_Bakes_words()
    {
        var build = Build("""
            output: [type=image, { type: oci, dest: "out/{version}.tar" }, { type: local, dest: files }]
            network: none
            extra-hosts: { db.local: 10.0.0.5, v6: "[::1]" }
            no-cache-filter: [test, lint]
            annotations: { plain: x, "index:title": "{version}" }
            """);
        build.Outputs[0].ShouldBeOfType<ImageStoreOutput>();
        build.Outputs[1].ShouldBeOfType<OciOutput>().Path.ShouldBe("/fleets/app/out/1.2.3.tar");
        build.Outputs[2].ShouldBe(new LocalOutput("/fleets/app/files"));
        build.Network.ShouldBe(StepNetwork.None);
        build.ExtraHosts.ShouldBe(new Dictionary<string, IPAddress> { ["db.local"] = IPAddress.Parse("10.0.0.5"), ["v6"] = IPAddress.IPv6Loopback });
        build.NoCacheStages.ShouldBe(["test", "lint"]);
        build.Annotations.ShouldBe([new PlacedAnnotation(AnnotationPlace.Index, null, "title", "1.2.3")]);
        Expand("annotations: { plain: x, 'index:title': y }").Annotations.ShouldBe(new Dictionary<string, string> { ["plain"] = "x" });
        Expand("annotations: ['plain=x', 'index:title=y']").Annotations.ShouldBe(new Dictionary<string, string> { ["plain"] = "x" });
    }

    [Theory]
    [InlineData("secret: [src=x]", "5:14: the secret 'src=x' has no id | write id=NAME,src=FILE or id=NAME,env=VARIABLE")]
    [InlineData("secret: ['id=x,scr=y']", "5:14: a secret has no 'scr' | did you mean 'src'?")]
    [InlineData("secret: [{ id: x, file: y }]", "5:23: a secret has no 'file' | it has env, id, source, src, type")]
    [InlineData("ssh: [{ paths: /x }]", "5:11: an agent has no 'id' | write 'id: default', or the id that the Dockerfile's mount has")]
    [InlineData("ssh: [deploy=nowhere]", "5:11: '/fleets/app/nowhere' of 'deploy=nowhere' does not exist | write 'default' for the agent that runs, ID=SOCKET, or ID=KEY with a file from the fleet file's folder")]
    [InlineData("output: type=ozi", "5:13: 'ozi' is not an output type; expected image, registry, local, tar, oci, docker or cacheonly | write it as in 'type=oci,dest=app.tar'; without 'output' the image goes to the local store")]
    [InlineData("network: hots", "5:14: 'hots' is not a network that steps can have | did you mean 'host'?")]
    [InlineData("extra-hosts: { db: host-gateway }", "5:24: 'host-gateway' is not an address for 'db' | steps have the host's own network, so name its address, such as 127.0.0.1")]
    [InlineData("annotations: { 'idx:a': b }", "5:20: 'idx' is no place of an annotation; expected manifest, index, manifest-descriptor or index-descriptor | write the place before the key, as in 'index:org.opencontainers.image.title'")]
    [InlineData("annotations: [title]", "5:19: 'title' is not an annotation | write KEY=VALUE, with a place before it where it isn't the manifest's, such as 'index:KEY=VALUE'")]
    [InlineData("links: [bas]", "5:13: no image or group is named 'bas' | did you mean 'base'?")]
    [InlineData("links: noen", "5:12: no image or group is named 'noen' | did you mean 'none'?")]
    [InlineData("links: [app]", "5:13: 'app' cannot be linked with itself | take it out of 'links'")]
    public void What_is_wrong_is_told_at_its_place(string line, string problem) =>
        FleetText.Expand(File(line)).Diagnostics.Select(diagnostic => $"{diagnostic.Position}: {diagnostic.Message}" + (diagnostic.Help is null ? "" : $" | {diagnostic.Help}")).ShouldBe([problem]);

    [Fact]
    public void A_Dockerfile_is_a_file_or_stands_in_the_file_and_the_upper_of_the_two_counts()
    {
        FleetText.ImageProblems("dockerfile: x\ndockerfile-inline: FROM scratch").ShouldBe(["5:17: the Dockerfile is a file or stands in 'dockerfile-inline'; it cannot be both | keep one of them"]);
        var fleet = FleetText.ExpandWell("fleet: f\nimages:\n  _base: { dockerfile: x }\n  a: { inherits: _base, dockerfile-inline: FROM scratch }\n  _inline: { dockerfile-inline: FROM y }\n  b: { inherits: _inline, dockerfile: x }\n");
        fleet.Find("a")!.InlineDockerfile!.Text.ShouldBe("FROM scratch");
        fleet.Find("b")!.InlineDockerfile.ShouldBeNull();
        fleet.Find("b")!.Dockerfile.Value.ShouldBe("/fleets/app/x");
    }

    [Fact]
    public async Task An_inline_Dockerfile_is_built_as_it_is_braces_and_all()
    {
        using var world = new FleetWorld();
        world.Write("hello.txt", "hello");
        await world.BuildAsync("""
            fleet: f
            images:
              app:
                matrix: { word: [one, two] }
                args: { WORD: "{word}" }
                dockerfile-inline: |
                  FROM scratch
                  ARG WORD
                  LABEL word=${WORD}
                  COPY hello.txt /
            """);
        var image = world.Store.ReadImage(world.Store.Resolve(ImageReference.Parse("app:latest-two"))!, Platform.Host)!;
        image.Config.Config!.Labels!["word"].ShouldBe("two");
    }

    [Fact]
    public async Task A_secret_and_a_host_reach_the_step_that_asks_for_them_and_nothing_else()
    {
        Needs.Root();
        Needs.Tool("runc");
        using var world = new FleetWorld();
        await BusyboxImage.CreateAsync(world.Store, "busybox:test", null, "", Cancellation);
        world.Write("token", "s3cret-value");
        world.Write("Dockerfile", """
            FROM busybox:test
            USER root
            RUN --mount=type=secret,id=token,required cut -c1-6 /run/secrets/token > /token.start
            RUN --mount=type=secret,id=other,env=OTHER printf %s "$OTHER" | wc -c > /other.length
            RUN grep -c '^10.1.2.3.*db.local' /etc/hosts > /hosts.count
            """);
        await world.BuildAsync("""
            fleet: f
            images:
              app:
                secret: [{ id: token, src: token }, "id=other,env=SLIPWAY_TEST_OTHER"]
                extra-hosts: { db.local: 10.1.2.3 }
                output: [type=image, { type: local, dest: out }]
            """, new() { Environment = static _ => null });

        File_("token.start").ShouldBe("s3cret\n");
        File_("hosts.count").ShouldBe("1\n");
        File_("other.length").ShouldBe("0\n");
        string File_(string name) => System.IO.File.ReadAllText(Path.Combine(world.Folder, "out", name));
    }

    private static FleetTargetBuild Build(string lines) => Expand(lines).Build!;

    private static FleetTarget Expand(string lines) => FleetText.ExpandWell(File(lines), new() { Environment = static name => name switch { "SSH_AUTH_SOCK" => "/run/agent", "HERE" => "x", _ => null } }).Find("app")!;

    private static string File(string lines) => "fleet: f\nversion: 1.2.3\nimages:\n  app:\n" + FleetText.Indent(lines, 4) + "  base: {}\n";
}
