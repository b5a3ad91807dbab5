// SPDX-License-Identifier: Apache-2.0
using System.Text.Json;
using System.Xml.Linq;
using Slipway.Oci;
using Slipway.TestKit;

namespace Slipway.Cli.Tests;

/// <summary><c>policy check</c>, and the policy at the door of <c>publish</c>.</summary>
public sealed class PolicyCommandTests
{
    private const string Policy = """
        rules:
          - { name: seeded, claims: { env: { SEED: "7" }, user: { not-root: true } }, remedy: ask the platform team }
          - { name: small, severity: warn, claims: { layers: 1 } }
        """;

    [Fact]
    public async Task Check_says_what_each_rule_finds_and_ends_with_1_where_the_door_would_refuse()
    {
        using var program = await WithImageAsync();

        var (code, output, error) = await program.RunAsync("policy", "check", "app:1.0", "--all");

        code.ShouldBe(ExitCode.No, error);
        output.ShouldBe("""
            ✗ seeded
                linux/amd64: expected is that it doesn't run as root, found is that it runs as user number 0 ('root'), as it names none
                help: ask the platform team
                linux/amd64: variable 'SEED' is '7': variable 'SEED' is '7'
            ! small
                linux/amd64: expected is that it has at most 1 layer, found is that it has 2 layers (it has 1 too many)
                help: make the image smaller; 'slipway history' shows its layers
            library/app:1.0 is refused

            """);
        program.Folder.Write("policy.yaml", Policy.Replace(", user: { not-root: true }", "", StringComparison.Ordinal));
        (await program.RunAsync("policy", "check", "app:1.0")).ExitCode.ShouldBe(ExitCode.Done);
        (await program.RunAsync("policy", "check", "app:latest", "--door", "install")).Output.ShouldContain("'latest' is a tag that moves");
    }

    [Fact]
    public async Task Check_answers_in_each_form_that_verify_has()
    {
        using var program = await WithImageAsync();

        var (_, output, _) = await program.RunAsync("policy", "check", "app:1.0", "--format", "json", "--output", "junit=policy.xml", "-o", "markdown=policy.md");

        var json = JsonDocument.Parse(output).RootElement;
        (json.GetProperty("admitted").GetBoolean(), json.GetProperty("door").GetString(), json.GetProperty("summary").GetProperty("false").GetInt32()).ShouldBe((false, "push", 2));
        json.GetProperty("rules")[0].GetProperty("findings")[0].GetProperty("remedy").GetString().ShouldBe("ask the platform team");
        var cases = XDocument.Load(program.Folder["policy.xml"]).Descendants("testcase").ToList();
        (cases.Count, cases.Count(static one => one.Element("failure") is not null)).ShouldBe((3, 2));
        File.ReadAllText(program.Folder["policy.md"]).ShouldStartWith("## library/app:1.0 is refused\n");
    }

    [Fact]
    public async Task A_policy_that_is_not_there_or_has_a_mistake_is_told_before_anything_is_judged()
    {
        using var program = await WithImageAsync();

        (await program.RunAsync("policy", "check", "app:1.0", "--policy", "other.yaml")).ShouldBe((ExitCode.Usage, "", "slipway: there is no policy file 'other.yaml'.\nhelp: write one, or leave the policy out\n"));
        program.Folder.Write("policy.yaml", "rules: [{ name: a, sevrity: warn, forbid: true }]");
        var (code, _, error) = await program.RunAsync("policy", "check", "app:1.0");
        code.ShouldBe(ExitCode.Usage);
        error.ShouldContain("policy.yaml:1:20: error: a rule has no 'sevrity'");
        (await program.RunAsync("registry", "serve", "--address", "127.0.0.1:0", "--policy", "policy.yaml")).ExitCode.ShouldBe(ExitCode.Usage);
    }

    [Fact]
    public async Task Publish_sends_what_the_fleets_policy_lets_in_and_nothing_else()
    {
        using var program = await WithImageAsync();
        program.Folder.Write("slipway.yaml", "fleet: shop\nregistry: localhost:5000\npolicy: policy.yaml\nimages: { app: { context: ., tags: ['1.0'] } }\n");
        program.Folder.Write("Dockerfile", "FROM scratch\n");
        await program.Store.SetReferenceAsync(ImageReference.Parse("localhost:5000/app:1.0"), program.Store.Resolve(ImageReference.Parse("app:1.0"))!, TestContext.Current.CancellationToken);

        var (code, output, error) = await program.RunAsync("publish", "--dry-run");

        (code, output).ShouldBe((ExitCode.No, ""));
        error.ShouldContain("not published: app: the policy refuses app:1.0: the rule 'seeded' for linux/amd64: expected is that it doesn't run as root");
        error.ShouldContain("warning: app as app:1.0: the rule 'small'");
        program.Folder.Write("open.yaml", "mutable-tags: []");
        (await program.OutputOfAsync("publish", "--dry-run", "--policy", "open.yaml")).ShouldStartWith("localhost:5000/app:1.0@sha256:");
    }

    private static async Task<TestProgram> WithImageAsync()
    {
        var program = new TestProgram();
        program.Folder.Write("policy.yaml", Policy);
        var image = RandomImage.Create(program.Store, seed: 7) with { Platform = null };
        foreach (var name in (string[])["app:1.0", "app:latest"])
            await program.Store.SetReferenceAsync(ImageReference.Parse(name), image, TestContext.Current.CancellationToken);
        return program;
    }
}
