// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics;
using System.Security.Cryptography;
using Slipway.TestKit;
using YamlDotNet.RepresentationModel;

namespace Slipway.EndToEnd.Tests.Fleets;

/// <summary>The jobs of a generated workflow, run as GitHub would run them: each on a machine that begins empty, with the variables that its matrix says.</summary>
public sealed class GeneratedPipelineTests
{
    private const string Fleet = """
        fleet: shop
        version: 1.0.0
        registry: REGISTRY/team
        platforms: [linux/amd64, linux/arm64]
        claims: { platforms: [linux/amd64, linux/arm64] }
        images:
          base:
            dockerfile: base.Dockerfile
            tags: ["base:1"]
          app:
            matrix: { size: [large, small] }
            args: { SIZE: "{size}" }
            labels: { org.example.version: "{version}" }
            tags: ["{version}-{size}", "latest-{size}"]
            claims: { labels: { org.example.size: "{size}" }, files: { present: [/base, /data] } }
            when:
              - match: { size: small }
                claims: { size: { saves: 10%, against: large } }
        """;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task From_build_to_tags_every_command_of_a_generated_workflow_works()
    {
        await using var registry = await TestRegistry.StartAsync(Cancellation);
        using var repository = Write(registry);
        var workflow = await GenerateAsync(repository);
        using var digests = new TempFolder();

        foreach (var (name, platform) in (IEnumerable<(string, string)>)[("app-large", "linux/amd64"), ("app-large", "linux/arm64"), ("app-small", "linux/amd64"), ("app-small", "linux/arm64")])
            await RunJobAsync(registry, repository, Entry(workflow, name, platform), "v2.1.0", digests, workflow);
        await JoinAsync(registry, workflow, digests);

        foreach (var tag in (string[])["2.1.0-large", "latest-large", "2.1.0-small", "latest-small"])
        {
            var index = await Oracle.RunAsync(Needs.Tool("skopeo"), ["inspect", "--tls-verify=false", "--raw", $"docker://{registry.Registry}/team/app:{tag}"], Cancellation);
            index.ShouldContain("\"architecture\":\"amd64\"");
            index.ShouldContain("\"architecture\":\"arm64\"");
        }
        var config = await Oracle.RunAsync("skopeo", ["inspect", "--tls-verify=false", "--config", "--override-arch", "arm64", $"docker://{registry.Registry}/team/app:2.1.0-small"], Cancellation);
        config.Replace(" ", "", StringComparison.Ordinal).ShouldContain("\"org.example.version\":\"2.1.0\"");
        var tags = await Oracle.RunAsync("skopeo", ["list-tags", "--tls-verify=false", $"docker://{registry.Registry}/team/app"], Cancellation);
        tags.ShouldContain("\"cache-app-small-linux-arm64\"");
        // What is no release has another tag, and moves none of a release's.
        using var edge = new TempFolder();
        await RunJobAsync(registry, repository, Entry(workflow, "app-large", "linux/amd64"), "", edge, workflow);
        File.ReadAllText(edge["app-large-linux-amd64"]).ShouldStartWith($"{registry.Registry}/team/app:edge-large@sha256:");
    }

    [Fact]
    public async Task The_program_is_taken_only_if_its_digest_is_the_one_said()
    {
        await using var registry = await TestRegistry.StartAsync(Cancellation);
        using var repository = Write(registry);
        var workflow = await GenerateAsync(repository);
        var script = Steps(workflow, "join").First(static step => step.Name == "Install slipway").Run;
        using var folder = new TempFolder();
        var program = folder.Write("from/slipway-linux-amd64", "#!/bin/sh\necho works\n");
        folder.Write("from/slipway-linux-arm64", "#!/bin/sh\necho works\n");
        var digest = Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(program)));
        Dictionary<string, string> variables = new()
        {
            ["SLIPWAY_URL"] = "file://" + folder["from"], ["SLIPWAY_BIN"] = folder["bin"], ["SLIPWAY_SHA256_AMD64"] = digest, ["SLIPWAY_SHA256_ARM64"] = digest,
        };

        (await ShellAsync(script, folder.Path, variables)).ExitCode.ShouldBe(0);
        var ran = await Oracle.RunAsync(folder["bin/slipway"], [], Cancellation);
        File.Delete(folder["bin/slipway"]);
        variables["SLIPWAY_SHA256_AMD64"] = variables["SLIPWAY_SHA256_ARM64"] = new string('0', 64);
        var refused = await ShellAsync(script, folder.Path, variables);
        variables["SLIPWAY_SHA256_AMD64"] = variables["SLIPWAY_SHA256_ARM64"] = "";
        var unset = await ShellAsync(script, folder.Path, variables);

        ran.ShouldBe("works\n");
        refused.ExitCode.ShouldNotBe(0);
        File.Exists(folder["bin/slipway"]).ShouldBeFalse();
        unset.Error.ShouldContain("set SLIPWAY_SHA256_AMD64 and SLIPWAY_SHA256_ARM64");
    }

    [Fact]
    public async Task A_generated_scan_gets_the_image_that_was_built()
    {
        Needs.Root();
        Needs.Tool("runc");
        await using var registry = await TestRegistry.StartAsync(Cancellation);
        using var repository = Write(registry);
        var workflow = await GenerateAsync(repository);
        await using var machine = new InstalledProgram();
        var variables = Variables(machine, registry, Entry(workflow, "app-large", "linux/amd64"), "");
        // In the scanner's place stands what tells its words and what it was given.
        (await machine.RunAsync("base", "busybox", "-t", "scanner:1")).ShouldSucceed();
        machine.Folder.Write("scanner/Dockerfile", "FROM scanner:1\nENTRYPOINT [\"/bin/sh\", \"-c\", \"echo \\\"$@\\\"; tar tf /image.tar\", \"scanner\"]\n");
        (await machine.RunAsync("build", "-t", "scanner:2", machine.Folder["scanner"])).ShouldSucceed();
        (variables["SCANNER"], variables["SCANNER_NETWORK"], variables["PUBLISH"]) = ("scanner:2", "none", "false");
        using var checkout = Checkout(repository);

        var steps = Steps(workflow, "layer-2").ToList();
        (await ShellAsync(steps.Single(static step => step.Name == "Build").Run, checkout.Path, variables)).ExitCode.ShouldBe(0);
        var scanned = await ShellAsync(steps.Single(static step => step.Name == "Scan with trivy").Run, checkout.Path, variables);

        scanned.ExitCode.ShouldBe(0, scanned.Error);
        scanned.Output.ShouldStartWith("image --input /image.tar --severity HIGH,CRITICAL --ignore-unfixed --exit-code 1\n");
        scanned.Output.ShouldContain("manifest.json");
    }

    private static TempFolder Write(TestRegistry registry)
    {
        Needs.Tool("skopeo");
        var repository = new TempFolder();
        repository.Write("slipway.yaml", Fleet.Replace("REGISTRY", registry.Registry, StringComparison.Ordinal));
        repository.Write("base.Dockerfile", "FROM scratch\nCOPY small /base\n");
        repository.Write("Dockerfile", "FROM base:1\nARG SIZE\nLABEL org.example.size=$SIZE\nCOPY $SIZE /data\n");
        repository.Write("small", "small");
        repository.Write("large", string.Concat(Enumerable.Range(0, 2000).Select(static number => $"line {number}\n")));
        return repository;
    }

    private static async Task<YamlMappingNode> GenerateAsync(TempFolder repository)
    {
        using var program = new SlipwayProgram();
        (await program.RunAsync("generate", "ci", "github", repository.Path + "/")).ShouldSucceed();
        (await program.RunAsync("generate", "ci", "github", repository.Path + "/", "--check")).ShouldSucceed();
        var stream = new YamlStream();
        stream.Load(new StringReader(await File.ReadAllTextAsync(repository[".github/workflows/ci.yml"], Cancellation)));
        return (YamlMappingNode)stream.Documents[0].RootNode;
    }

    private static async Task RunJobAsync(TestRegistry registry, TempFolder repository, (string Layer, Dictionary<string, string> Values) entry, string version, TempFolder digests, YamlMappingNode workflow)
    {
        await using var machine = new InstalledProgram();
        using var checkout = Checkout(repository);
        var variables = Variables(machine, registry, entry, version);
        variables["GITHUB_STEP_SUMMARY"] = machine.Folder["summary.md"];
        // What the machine has already, and what its network can't reach.
        foreach (var (name, run) in Steps(workflow, entry.Layer).Where(static step => step.Name is not ("Install slipway" or "Scan with trivy")))
        {
            var ran = await ShellAsync(run, checkout.Path, variables);
            ran.ExitCode.ShouldBe(0, $"{name}: {ran.Error}{ran.Output}");
        }
        var summary = File.ReadAllText(machine.Folder["summary.md"]);
        summary.ShouldContain("Proven");
        summary.ShouldContain("| Image");
        foreach (var file in Directory.GetFiles(checkout["digests"]))
            File.Copy(file, digests[Path.GetFileName(file)]);
    }

    private static async Task JoinAsync(TestRegistry registry, YamlMappingNode workflow, TempFolder digests)
    {
        await using var machine = new InstalledProgram();
        var variables = Variables(machine, registry, ("join", []), "v2.1.0");
        foreach (var file in Directory.GetFiles(digests.Path))
            machine.Folder.Write($"digests/{Path.GetFileName(file)}", await File.ReadAllBytesAsync(file, Cancellation));
        foreach (var (name, run) in Steps(workflow, "join").Where(static step => step.Name != "Install slipway"))
        {
            var ran = await ShellAsync(run, machine.Folder.Path, variables);
            ran.ExitCode.ShouldBe(0, $"{name}: {ran.Error}{ran.Output}");
        }
    }

    private static Dictionary<string, string> Variables(InstalledProgram machine, TestRegistry registry, (string Layer, Dictionary<string, string> Values) entry, string version)
    {
        var bin = machine.Folder.MakeFolder("bin");
        File.CreateSymbolicLink(Path.Combine(bin, "slipway"), InstalledProgram.Executable);
        return new(machine.Settings)
        {
            ["PATH"] = $"{bin}:{Environment.GetEnvironmentVariable("PATH")}",
            ["DOCKER_CONFIG"] = machine.Folder["docker"],
            ["HOME"] = machine.Folder.Path,
            ["VERSION"] = version,
            ["PUBLISH"] = "true",
            ["REGISTRY"] = registry.Registry,
            ["REGISTRY_USER"] = "somebody",
            ["REGISTRY_PASSWORD"] = registry.PushToken,
            ["IMAGE"] = entry.Values.GetValueOrDefault("IMAGE", ""),
            ["NAME"] = entry.Values.GetValueOrDefault("NAME", ""),
            ["CACHES"] = entry.Values.GetValueOrDefault("CACHES", ""),
            ["BESIDE"] = entry.Values.GetValueOrDefault("BESIDE", ""),
            ["EDGE"] = entry.Values.GetValueOrDefault("EDGE", ""),
            ["PLATFORM"] = entry.Values.GetValueOrDefault("PLATFORM", ""),
        };
    }

    private static TempFolder Checkout(TempFolder repository)
    {
        var checkout = new TempFolder();
        foreach (var file in Directory.GetFiles(repository.Path))
            File.Copy(file, checkout[Path.GetFileName(file)]);
        return checkout;
    }

    private static (string Layer, Dictionary<string, string> Values) Entry(YamlMappingNode workflow, string name, string platform) =>
        ((YamlMappingNode)workflow["jobs"]).Children.Where(static job => ((YamlMappingNode)job.Value).Children.ContainsKey("strategy"))
            .SelectMany(static job => ((YamlSequenceNode)job.Value["strategy"]["matrix"]["include"]).Children.Select(one => (
                Layer: ((YamlScalarNode)job.Key).Value!, Values: ((YamlMappingNode)one).Children.ToDictionary(static pair => ((YamlScalarNode)pair.Key).Value!, static pair => ((YamlScalarNode)pair.Value).Value!))))
            .Single(one => one.Values["NAME"] == name && one.Values["PLATFORM"] == platform);

    private static IEnumerable<(string Name, string Run)> Steps(YamlMappingNode workflow, string job) =>
        ((YamlSequenceNode)workflow["jobs"][job]["steps"]).Children.OfType<YamlMappingNode>().Where(static step => step.Children.ContainsKey("run"))
            .Select(static step => (((YamlScalarNode)step["name"]).Value!, ((YamlScalarNode)step["run"]).Value!));

    // As the workflow's shell does: bash -e FILE.
    private static async Task<(int ExitCode, string Output, string Error)> ShellAsync(string script, string folder, IReadOnlyDictionary<string, string> variables)
    {
        using var file = new TempFolder();
        var start = new ProcessStartInfo("/bin/bash", ["-e", file.Write("step.sh", script)]) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in variables)
            start.Environment[name] = value;
        using var process = Process.Start(start)!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(Cancellation), process.StandardError.ReadToEndAsync(Cancellation));
        await process.WaitForExitAsync(Cancellation);
        return (process.ExitCode, await output, await error);
    }
}
