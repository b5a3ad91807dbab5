// SPDX-License-Identifier: Apache-2.0
using Slipway.Oci;

namespace Slipway.Fleet;

/// <summary>The pipeline of GitLab CI.</summary>
internal sealed class GitLabPipeline(PipelinePlan plan, PipelineOptions options)
{
    /// <summary>The registry of gitlab.com, which a job's own token opens.</summary>
    internal const string OwnRegistry = "registry.gitlab.com";

    private const string AmdRunner = "saas-linux-small-amd64", ArmRunner = "saas-linux-small-arm64";

    internal DocumentMap Write()
    {
        var document = new DocumentMap
        {
            { "stages", DocumentList.Of(["build", "join"]) },
            { "workflow", new DocumentMap { { "rules", Rules() } } },
            { "variables", new DocumentMap
            {
                { "PUBLISH", "false" },
                { "VERSION", "" },
                { "SCANNER", PipelineScripts.Scanner },
                { "SLIPWAY_REGISTRY", plan.Scripts.Registry is { } registry ? Literal(registry) : null },
            } },
            { "default", new DocumentMap { { "image", "debian:bookworm" }, { "interruptible", true }, { "timeout", "1h" } } },
            { ".slipway", new DocumentMap { { "before_script", new DocumentList([Step(PipelineScripts.Install), .. plan.Hosts.Select(Login)]) } } },
            { ".image", Image() },
        };
        foreach (var image in plan.Images)
            document.Add(NameOf(image.Name), Job(image));
        if (plan.Images.Any(static image => image.IsPublished))
            document.Add("join", Join());
        return document;
    }

    // No word of GitLab's begins so.
    private static string NameOf(string image) => $"build-{image}";

    // A release by its tag, the default branch, merge requests, and branches that have none.
    private static DocumentList Rules() => new(
    [
        new DocumentMap { { "if", "$CI_COMMIT_TAG =~ /^v/" }, { "variables", new DocumentMap { { "PUBLISH", "true" }, { "VERSION", "$CI_COMMIT_TAG" } } } },
        new DocumentMap { { "if", "$CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH" }, { "variables", new DocumentMap { { "PUBLISH", "true" } } } },
        new DocumentMap { { "if", "$CI_PIPELINE_SOURCE == \"merge_request_event\"" } },
        new DocumentMap { { "if", "$CI_COMMIT_BRANCH && $CI_OPEN_MERGE_REQUESTS" }, { "when", "never" } },
        new DocumentMap { { "if", "$CI_COMMIT_BRANCH" } },
    ]);

    private DocumentMap Image() => new()
    {
        { "extends", ".slipway" },
        { "stage", "build" },
        { "tags", DocumentList.Of(["$RUNNER"]) },
        { "script", new DocumentList(
        [
            .. plan.Emulates ? [Step(PipelineScripts.Emulate)] : Array.Empty<DocumentLines>(),
            Step(plan.Scripts.Build), Step(plan.Scripts.Verify), Step(plan.Scripts.Report), Step("cat claims.md sizes.md"), Step(plan.Scripts.Scan), Step($"[ \"$PUBLISH\" = true ] || exit 0\n{plan.Scripts.Publish}"),
        ]) },
        { "artifacts", new DocumentMap
        {
            { "when", "always" }, { "expire_in", "1 week" }, { "paths", DocumentList.Of(["digests/", "claims.md", "sizes.md"]) }, { "reports", new DocumentMap { { "junit", "claims.xml" } } },
        } },
    };

    private DocumentMap Job(PipelineImage image) => new()
    {
        { "extends", ".image" },
        { "needs", DocumentList.Of(image.Needs.Select(NameOf)) },
        { "variables", DocumentMap.Of(image.Variables.Select(static pair => KeyValuePair.Create(pair.Key, Literal(pair.Value)))) },
        { "parallel", new DocumentMap { { "matrix", new DocumentList([.. image.Platforms.Select(platform => new DocumentMap
        {
            { "PLATFORM", platform.ToString() }, { "RUNNER", options.RunnerOf(platform, AmdRunner, ArmRunner) },
        })]) } } },
    };

    // Everything of the stage before must have gone well.
    private DocumentMap Join() => new()
    {
        { "extends", ".slipway" },
        { "stage", "join" },
        { "tags", DocumentList.Of([options.RunnerOf(Platform.Parse("linux/amd64"), AmdRunner, ArmRunner)]) },
        { "rules", new DocumentList([new DocumentMap { { "if", "$PUBLISH == \"true\"" } }]) },
        { "script", new DocumentList([Step(PipelineScripts.Join)]) },
    };

    // Where a job has no right to the secret, of a fork or of a branch that isn't protected, it takes what everybody gets.
    private static DocumentLines Login(string host)
    {
        var (user, password) = host == OwnRegistry ? ("CI_REGISTRY_USER", "CI_REGISTRY_PASSWORD") : (PipelineCredentials.User(host), PipelineCredentials.Password(host));
        return Step($$"""
            [ -n "${{{password}}:-}" ] || exit 0
            REGISTRY={{ShellText.Quote(host)}} REGISTRY_USER=${{user}} REGISTRY_PASSWORD=${{password}}
            {{PipelineScripts.Login}}
            """);
    }

    // In a shell of its own: what one sets isn't there in the next.
    private static DocumentLines Step(string script) => new DocumentLines($"(\n{script}\n)");

    // In a variable a dollar sign names another; in a script it is the shell's.
    private static string Literal(string text) => text.Replace("$", "$$", StringComparison.Ordinal);
}
