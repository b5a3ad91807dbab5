// SPDX-License-Identifier: Apache-2.0
using Slipway.Check;
using Slipway.Dockerfile;
using Slipway.Oci;

namespace Slipway.Fleet.Tests;

public sealed class PolicyFileTests
{
    [Fact]
    public void A_policy_has_rules_with_a_fleets_claims()
    {
        var policy = ReadWell("""
            mutable-tags: [latest, edge]
            rules:
              - name: base
                claims:
                  user: { not-root: true }
                  size: { max: 500MB }
                  labels: { org.opencontainers.image.source: { present: true } }
                  files: { absent: ["/**/*.pem"] }
                  no-build-tools: true
                  platforms:
                    linux/amd64: { size: 100MB }
              - name: no-latest
                repositories: team/**
                except-repositories: [team/tools/**, team/lab]
                tags: latest
                doors: [push]
                severity: warn
                forbid: true
                remedy: push a version
            """);

        policy.MutableTags.Select(static tag => tag.ToString()).ShouldBe(["latest", "edge"]);
        var (first, second) = (policy.Rules[0], policy.Rules[1]);
        first.Claims.Where(static claim => claim.OnlyOn is null).Select(static claim => claim.Statement).ShouldBe(
            ["there is a label 'org.opencontainers.image.source'", "it doesn't run as root", "no build tool is in it", "file '/**/*.pem' is absent", "the size is at most 500.0MB", "it exists for linux/amd64"]);
        // What is said of one platform comes on top: elsewhere the other bound still holds.
        first.Claims.Where(static claim => claim.OnlyOn == Platform.LinuxAmd64).Select(static claim => claim.Statement).ShouldBe(["the size is at most 100.0MB"]);
        (first.Doors, first.Severity, first.Bar).ShouldBe((PolicyDoors.All, PolicySeverity.Refuse, PolicyBar.Claims));
        (second.Doors, second.Severity, second.Bar, second.Remedy).ShouldBe((PolicyDoors.Push, PolicySeverity.Warn, PolicyBar.Everything, "push a version"));
        second.ExceptRepositories.Count.ShouldBe(2);
    }

    [Fact]
    public void Without_a_word_latest_is_mutable_and_an_empty_list_says_that_no_tag_is()
    {
        ReadWell("rules: [{ name: a, forbid: true }]").MutableTags.ShouldBe(ImagePolicy.UsualMutableTags);
        ReadWell("mutable-tags: []").MutableTags.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("", "the policy holds nothing")]
    [InlineData("rules: []", "'rules' is a list of rules, not an empty one")]
    [InlineData("{}", "the policy has no rules")]
    [InlineData("rule: []", "a policy file has no 'rule'")]
    [InlineData("rules: [{ claims: { user: root } }]", "the rule has no name")]
    [InlineData("rules: [{ name: A b, forbid: true }]", "'A b' cannot be a rule's name")]
    [InlineData("rules: [{ name: a }]", "the rule asks for nothing")]
    [InlineData("rules: [{ name: a, forbid: false }]", "the rule asks for nothing")]
    [InlineData("rules: [{ name: a, forbid: true, claims: { user: app } }]", "a rule that forbids everything asks for nothing else")]
    [InlineData("rules: [{ name: a, forbid: true }, { name: a, forbid: true }]", "two rules are named 'a'")]
    [InlineData("rules: [{ name: a, doors: [pull], forbid: true }]", "'doors' is not 'pull'")]
    [InlineData("rules: [{ name: a, severity: deny, forbid: true }]", "'severity' is not 'deny'")]
    [InlineData("rules: [{ name: a, repositories: 'a b', forbid: true }]", "'a b' is no pattern of names")]
    [InlineData("rules: [{ name: a, claims: { user: { not-root: false } } }]", "'not-root: false' claims nothing")]
    [InlineData("rules: [{ name: a, claims: { size: { saves: 10%, against: b } } }]", "a policy has no siblings to compare sizes with")]
    [InlineData("rules: [{ name: a, claims: { labels: { version: '{version}' } } }]", "'{version}' needs a version")]
    [InlineData("rules: [{ name: a, claims: { labls: { a: b } } }]", "'claims' has no 'labls'")]
    [InlineData("rules: [{ name: a, claims: { commands: [{ run: true }] } }]", "no command is run at the doors 'push', 'install', 'upgrade', where an image is judged before it may run")]
    [InlineData("rules: [{ name: a, doors: [publish, push], claims: { commands: [{ run: true }] } }]", "no command is run at the door 'push'")]
    public void A_mistake_is_told_at_its_place(string text, string message)
    {
        var file = PolicyFile.Read(SourceText.From("policy.yaml", text));

        file.HasErrors.ShouldBeTrue();
        file.Diagnostics.Select(static diagnostic => diagnostic.Message).ShouldContain(found => found.StartsWith(message, StringComparison.Ordinal), string.Join("\n", file.Diagnostics.Select(static diagnostic => diagnostic.Message)));
    }

    [Fact]
    public void A_mistake_is_shown_with_its_line_and_what_was_meant()
    {
        var file = PolicyFile.Read(SourceText.From("policy.yaml", "rules:\n  - name: a\n    sevrity: warn\n    forbid: true\n"));

        DiagnosticRenderer.Render(file.Diagnostics.ShouldHaveSingleItem()).ShouldContain("policy.yaml:3:5");
        file.Diagnostics[0].Help.ShouldBe("did you mean 'severity'?");
    }

    [Fact]
    public void Commands_are_claimed_where_an_image_is_published()
    {
        var policy = ReadWell("rules: [{ name: a, doors: publish, claims: { commands: [{ run: [app, --version], prints: '1.0' }] } }]");

        policy.Rules[0].Claims.ShouldHaveSingleItem().ShouldBeOfType<CommandClaim>();
    }

    private static ImagePolicy ReadWell(string text)
    {
        var file = PolicyFile.Read(SourceText.From("policy.yaml", text));
        file.Diagnostics.ShouldBeEmpty();
        return file.Policy;
    }
}
