// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using Slipway.Oci;

namespace Slipway.Fleet;

/// <summary>The workflows of GitHub Actions: a job for each layer of the fleet, with a matrix of its images and platforms, and a job that joins what they published.</summary>
internal sealed class GitHubWorkflow(PipelinePlan plan, PipelineOptions options)
{
    internal const string Folder = ".github/workflows";

    /// <summary>The registry that a workflow's own token opens.</summary>
    internal const string OwnRegistry = "ghcr.io";

    // Root runs steps of builds on GitHub's machines, which let no ordinary user make namespaces.
    private const string Shell = "sudo --preserve-env bash -e {0}";
    private const string AmdRunner = "ubuntu-24.04", ArmRunner = "ubuntu-24.04-arm";
    private const string Checkout = "actions/checkout@v4", Upload = "actions/upload-artifact@v4", Download = "actions/download-artifact@v4";

    internal DocumentMap Write()
    {
        var jobs = new DocumentMap();
        for (var layer = 0; layer < plan.Layers.Count; layer++)
            jobs.Add(NameOf(layer), Layer(layer));
        if (plan.Images.Any(static image => image.IsPublished))
            jobs.Add("join", Join());
        return new()
        {
            { "name", "CI" },
            { "on", new DocumentMap
            {
                { "push", new DocumentMap { { "branches", DocumentList.Of(["**"]) } } },
                { "pull_request", new DocumentMap() },
                { "workflow_call", new DocumentMap { { "inputs", new DocumentMap { { "version", new DocumentMap { { "description", "The version that is released, such as v1.2.0" }, { "type", "string" }, { "required", true } } } } } } },
            } },
            { "permissions", new DocumentMap() },
            { "concurrency", new DocumentMap { { "group", "${{ github.workflow }}-${{ github.ref }}" }, { "cancel-in-progress", "${{ github.event_name == 'pull_request' }}" } } },
            { "defaults", new DocumentMap { { "run", new DocumentMap { { "shell", Shell } } } } },
            { "env", Environment() },
            { "jobs", jobs },
        };
    }

    /// <summary>The workflow of a release, which is the other with a version.</summary>
    internal static DocumentMap WriteRelease() => new()
    {
        { "name", "Release" },
        { "on", new DocumentMap { { "push", new DocumentMap { { "tags", DocumentList.Of(["v*"]) } } } } },
        { "permissions", new DocumentMap() },
        { "jobs", new DocumentMap
        {
            { "release", new DocumentMap
            {
                { "permissions", Permissions() },
                { "uses", $"./{Folder}/ci.yml" },
                { "with", new DocumentMap { { "version", "${{ github.ref_name }}" } } },
                { "secrets", "inherit" },
            } },
        } },
    };

    private static string NameOf(int layer) => string.Create(CultureInfo.InvariantCulture, $"layer-{layer + 1}");

    private static DocumentMap Permissions() => new() { { "contents", "read" }, { "packages", "write" } };

    private DocumentMap Environment() => new()
    {
        { "SLIPWAY_URL", "${{ vars.SLIPWAY_URL }}" },
        { "SLIPWAY_SHA256_AMD64", "${{ vars.SLIPWAY_SHA256_AMD64 }}" },
        { "SLIPWAY_SHA256_ARM64", "${{ vars.SLIPWAY_SHA256_ARM64 }}" },
        { "SLIPWAY_REGISTRY", plan.Scripts.Registry is { } registry ? Literal(registry) : null },
        { "SCANNER", PipelineScripts.Scanner },
        { "VERSION", "${{ inputs.version }}" },
        { "PUBLISH", "${{ inputs.version != '' || (github.event_name == 'push' && github.ref_name == github.event.repository.default_branch) }}" },
    };

    private DocumentMap Layer(int layer)
    {
        var entries = plan.Layers[layer].SelectMany(static image => image.Platforms.Select(platform => (image, platform))).ToList();
        return new()
        {
            { "name", "${{ matrix.NAME }} (${{ matrix.PLATFORM }})" },
            { "needs", layer == 0 ? null : DocumentList.Of([NameOf(layer - 1)]) },
            // A branch of this repository is built when it is pushed, and a pull request of it is the same once more.
            { "if", "github.event_name != 'pull_request' || github.event.pull_request.head.repo.fork" },
            { "runs-on", "${{ matrix.runner }}" },
            { "timeout-minutes", 60 },
            { "permissions", Permissions() },
            { "strategy", new DocumentMap { { "fail-fast", false }, { "matrix", new DocumentMap { { "include", new DocumentList([.. entries.Select(one => Entry(one.image, one.platform))]) } } } } },
            { "env", DocumentMap.Of(((string[])["IMAGE", "NAME", "CACHES", "BESIDE", "EDGE", "PLATFORM"]).Select(static name => KeyValuePair.Create(name, $"${{{{ matrix.{name} }}}}"))) },
            { "steps", new DocumentList(Steps()) },
        };
    }

    private DocumentMap Entry(PipelineImage image, Platform platform)
    {
        var entry = new DocumentMap();
        foreach (var (name, value) in image.Variables)
            entry.Add(name, Literal(value));
        entry.Add("PLATFORM", platform.ToString());
        entry.Add("runner", Literal(options.RunnerOf(platform, AmdRunner, ArmRunner)));
        return entry;
    }

    private List<DocumentNode> Steps()
    {
        var steps = new List<DocumentNode>
        {
            new DocumentMap { { "uses", Checkout }, { "with", new DocumentMap { { "persist-credentials", false } } } },
            Run("Install slipway", PipelineScripts.Install),
        };
        steps.AddRange(plan.Hosts.Select(Login));
        if (plan.Emulates)
            steps.Add(Run("Emulate the platform", PipelineScripts.Emulate));
        steps.Add(Run("Build", plan.Scripts.Build));
        steps.Add(Run("Prove the claims", plan.Scripts.Verify));
        steps.Add(Run("Measure", plan.Scripts.Report));
        steps.Add(Run("Tell", "cat claims.md sizes.md >> \"$GITHUB_STEP_SUMMARY\"", "always() && hashFiles('claims.md') != ''"));
        steps.Add(Run("Scan with trivy", plan.Scripts.Scan));
        steps.Add(Run("Publish by digest", plan.Scripts.Publish, "env.PUBLISH == 'true'"));
        steps.Add(new DocumentMap
        {
            { "name", "Keep the digests" },
            { "if", "env.PUBLISH == 'true'" },
            { "uses", Upload },
            { "with", new DocumentMap { { "name", "digests-${{ matrix.NAME }}-${{ strategy.job-index }}" }, { "path", "digests/" }, { "if-no-files-found", "ignore" }, { "retention-days", 1 } } },
        });
        return steps;
    }

    private DocumentMap Join() => new()
    {
        { "name", "Join the platforms" },
        { "needs", DocumentList.Of(Enumerable.Range(0, plan.Layers.Count).Select(NameOf)) },
        { "if", "inputs.version != '' || (github.event_name == 'push' && github.ref_name == github.event.repository.default_branch)" },
        { "runs-on", Literal(options.RunnerOf(Platform.Parse("linux/amd64"), AmdRunner, ArmRunner)) },
        { "timeout-minutes", 15 },
        { "permissions", new DocumentMap { { "packages", "write" } } },
        { "steps", new DocumentList(
        [
            Run("Install slipway", PipelineScripts.Install),
            .. plan.Hosts.Select(Login),
            new DocumentMap { { "uses", Download }, { "with", new DocumentMap { { "pattern", "digests-*" }, { "path", "digests" }, { "merge-multiple", true } } } },
            Run("Set the tags", PipelineScripts.Join),
        ]) },
    };

    private static DocumentNode Login(string host)
    {
        var isOwn = host == OwnRegistry;
        return new DocumentMap
        {
            { "name", Literal($"Log in at {host}") },
            { "if", "github.event_name != 'pull_request'" },
            { "env", new DocumentMap
            {
                { "REGISTRY", Literal(host) },
                { "REGISTRY_USER", isOwn ? "${{ github.actor }}" : $"${{{{ secrets.{PipelineCredentials.User(host)} }}}}" },
                { "REGISTRY_PASSWORD", isOwn ? "${{ secrets.GITHUB_TOKEN }}" : $"${{{{ secrets.{PipelineCredentials.Password(host)} }}}}" },
            } },
            { "run", new DocumentLines(PipelineScripts.Login) },
        };
    }

    private static DocumentMap Run(string name, string script, string? when = null) => new() { { "name", name }, { "if", when }, { "run", new DocumentLines(Literal(script)) } };

    // What GitHub would take for an expression of its own.
    private static string Literal(string text) => text.Replace("${{", "${{ '${{' }}", StringComparison.Ordinal);
}
