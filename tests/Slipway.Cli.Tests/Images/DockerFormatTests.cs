// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Cli.Tests.Images;

/// <summary>The same templates on the same image, by Docker's own command line and by ours.</summary>
public sealed class DockerFormatTests(DockerWithImage world) : IClassFixture<DockerWithImage>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("{{.Id}}")]
    [InlineData("{{.ID}}")]
    [InlineData("{{.RepoTags}}")]
    [InlineData("{{json .RepoTags}}")]
    [InlineData("{{.Created}} {{.Os}}/{{.Architecture}} {{.Author}}")]
    [InlineData("{{.Size}} {{.VirtualSize}}")]
    [InlineData("{{.Comment}}|{{.Parent}}|{{.DockerVersion}}")]
    [InlineData("{{.Config.Env}}")]
    [InlineData("{{json .Config.Env}}")]
    [InlineData("{{json .Config}}")]
    [InlineData("{{.Config.User}} {{.Config.WorkingDir}} {{.Config.StopSignal}}")]
    [InlineData("{{.Config.Cmd}} {{.Config.Entrypoint}}")]
    [InlineData("{{json .Config.Labels}}")]
    [InlineData("{{.Config.Labels}}")]
    [InlineData("{{.Config.Labels.tier}}")]
    [InlineData("{{.Config.Labels.nothing}}")]
    [InlineData("[{{index .Config.Labels \"nothing\"}}]")]
    [InlineData("{{index .Config.Labels \"org.opencontainers.image.title\"}}")]
    [InlineData("{{.Config.ExposedPorts}}")]
    [InlineData("{{json .Config.ExposedPorts}}")]
    [InlineData("{{index .Config.ExposedPorts \"8080/tcp\"}}")]
    [InlineData("{{.Config.Volumes}} {{json .Config.Volumes}}")]
    [InlineData("{{.Config.Healthcheck.Test}} {{.Config.Healthcheck.Interval}} {{.Config.Healthcheck.Timeout}} {{.Config.Healthcheck.Retries}}")]
    [InlineData("{{json .Config.Healthcheck}}")]
    [InlineData("{{.Config.OnBuild}} {{json .Config.Shell}} {{.Config.ArgsEscaped}}")]
    [InlineData("{{.Config.Hostname}}|{{.Config.Tty}}|{{.Config.Image}}")]
    [InlineData("{{json .RootFS}}")]
    [InlineData("{{.RootFS.Type}} {{len .RootFS.Layers}} {{index .RootFS.Layers 0}}")]
    [InlineData("{{range .Config.Env}}{{.}}\n{{end}}")]
    [InlineData("{{range .Config.Env}}{{println .}}{{end}}")]
    [InlineData("{{range $i, $e := .Config.Env}}{{$i}}={{$e}};{{end}}")]
    [InlineData("{{range $k, $v := .Config.Labels}}{{$k}}:{{$v}},{{end}}")]
    [InlineData("{{range $p, $_ := .Config.ExposedPorts}}{{$p}} {{end}}")]
    [InlineData("{{range .Config.OnBuild}}x{{else}}none{{end}}")]
    [InlineData("{{range .RepoDigests}}x{{else}}none{{end}}", true)]
    [InlineData("{{if .Config.User}}user {{.Config.User}}{{else}}root{{end}}")]
    [InlineData("{{if eq .Os \"windows\"}}w{{else if eq .Os \"linux\" \"darwin\"}}l{{else}}?{{end}}")]
    [InlineData("{{if and .Config.Cmd (gt (len .Config.Cmd) 2)}}long{{end}}")]
    [InlineData("{{if or .Config.Domainname .Config.Hostname}}named{{else}}bare{{end}}")]
    [InlineData("{{if not .Config.Tty}}no tty{{end}}")]
    [InlineData("{{with .Config.Healthcheck}}{{.Retries}}{{else}}none{{end}}")]
    [InlineData("{{with $x := .Config.Labels}}{{$x.tier}}{{end}}")]
    [InlineData("{{$c := .Config}}{{$c.User}} {{$.Os}}")]
    [InlineData("{{$n := 0}}{{range .Config.Env}}{{$n = len .}}{{end}}{{$n}}")]
    [InlineData("{{join .Config.Cmd \" \"}}")]
    [InlineData("{{join .Config.Env \",\" | upper}}")]
    [InlineData("{{upper .Os}} {{lower .Author}} {{title .Config.Labels.tier}}")]
    [InlineData("{{title \"hello big_wide world-wide web\"}}")]
    [InlineData("{{split .Config.WorkingDir \"/\"}} {{index (split (index .Config.Env 0) \"=\") 1}}")]
    [InlineData("{{truncate .Author 7}}|{{truncate .Os 20}}|{{pad .Os 2 3}}|{{pad .Parent 2 3}}|")]
    [InlineData("{{printf \"%s|%10s|%-10s|%q\" .Os .Os .Os .Os}}")]
    [InlineData("{{printf \"%d|%08d|%x|%+d|%v\" .Size .Size .Size .Size .Size}}")]
    [InlineData("{{printf \"%v %t %.2f %5.1f|%g %e\" .Config.Tty .Config.Tty 3.14159 2.5 1e21 12345.678}}")]
    [InlineData("{{printf \"%s %d %!\" 1 .Os}}{{printf \"%d\"}}{{printf \"x\" 1}}")]
    [InlineData("{{print .Os 1 2 .Os}} {{print 1 2}}")]
    [InlineData("{{slice .Os 1 3}} {{slice .Config.Cmd 1}}")]
    [InlineData("a {{- .Os -}} b\n {{- /* nothing */ -}} c")]
    [InlineData("{{/* nothing */}}{{`raw \\n`}}{{\"quoted\\t\\u00e9\"}}{{'a'}}{{0x10}}{{1.5}}{{true}}")]
    [InlineData("{{.Config.Labels.quote | printf \"%q\"}} {{html .Config.Labels.quote}} {{urlquery .Author}}")]
    [InlineData("{{eq 1 1}} {{ne .Os \"linux\"}} {{lt 1 2}} {{le \"a\" \"b\"}} {{ge 2.5 2.5}} {{eq .Config.Tty false}}")]
    [InlineData("{{range .Config.Cmd}}{{if eq . \"--port\"}}{{break}}{{end}}{{.}}{{end}}")]
    [InlineData("{{range .Config.Cmd}}{{if eq . \"--port\"}}{{continue}}{{end}}{{.}} {{end}}")]
    [InlineData("{{(index .RepoTags 0)}} {{len (index .RepoTags 0)}}")]
    [InlineData("{{.Id | printf \"%.19s\"}} {{slice .Id 7 19}}")]
    [InlineData("{{json .Config.Domainname}} {{json 1.5}} {{json true}} {{json \"<&>\\u2028\"}}")]
    public async Task An_image_is_inspected_as_docker_does(string template, bool isOurs = false)
    {
        var ours = await world.Slipway.OutputOfAsync("inspect", "--format", template, "team/app:1.0");
        var theirs = await world.Docker.RunAsync(["inspect", "--type", "image", "--format", template, "team/app:1.0"], Cancellation);

        // A loaded image has no digest in Docker; in an OCI layout every image has.
        if (!isOurs)
            ours.ShouldBe(theirs);
    }

    [Theory]
    [InlineData("{{.Repository}}:{{.Tag}}")]
    [InlineData("{{.ID}} {{.Size}} {{.CreatedAt}} {{.CreatedSince}}")]
    [InlineData("table {{.Repository}}\\t{{.Tag}}\\t{{.ID}}\\t{{.Size}}")]
    [InlineData("table {{.ID}}: {{upper .Tag}}\\t{{.CreatedAt}}")]
    [InlineData("{{json .Tag}} {{.VirtualSize}} {{.Containers}}")]
    [InlineData("{{if eq .Tag \"latest\"}}newest{{else}}{{.Tag}}{{end}}\\n-")]
    public async Task Images_are_listed_as_docker_does(string template)
    {
        var ours = await world.Slipway.OutputOfAsync("images", "--format", template);
        var theirs = await world.Docker.RunAsync(["images", "--format", template], Cancellation);

        Sorted(ours).ShouldBe(Sorted(theirs));
    }

    [Theory]
    [InlineData]
    [InlineData("--no-trunc")]
    [InlineData("-q")]
    [InlineData("-q", "--no-trunc")]
    [InlineData("--human=false")]
    [InlineData("--format", "{{.ID}}|{{.CreatedBy}}|{{.Size}}|{{.Comment}}|{{.CreatedAt}}|{{.CreatedSince}}")]
    [InlineData("--format", "table {{.Size}}\\t{{.CreatedBy}}")]
    [InlineData("--format", "{{.Size}}", "--human=false")]
    public async Task The_history_is_shown_as_docker_does(params string[] options)
    {
        var ours = await world.Slipway.OutputOfAsync(["history", .. options, "team/app:1.0"]);
        var theirs = await world.Docker.RunAsync(["history", .. options, "team/app:1.0"], Cancellation);

        Trimmed(ours).ShouldBe(Trimmed(theirs));
    }

    [Theory]
    [InlineData("team/*")]
    [InlineData("team/app")]
    [InlineData("team/app:1.*")]
    [InlineData("*/app:[a-l]*")]
    [InlineData("app")]
    [InlineData("te?m/app:latest")]
    public async Task Names_are_matched_as_docker_does(string pattern)
    {
        foreach (var words in new[] { new[] { "images", pattern }, ["images", "--filter", "reference=" + pattern] })
        {
            var ours = await world.Slipway.OutputOfAsync([.. words, "--format", "{{.Repository}}:{{.Tag}}"]);
            var theirs = await world.Docker.RunAsync([.. words, "--format", "{{.Repository}}:{{.Tag}}"], Cancellation);

            Sorted(ours).ShouldBe(Sorted(theirs));
        }
    }

    [Theory]
    [InlineData("{{.Nope}}")]
    [InlineData("{{.Config.Nope}}")]
    [InlineData("{{if}}x{{end}}")]
    [InlineData("{{range .Config.Env}}")]
    [InlineData("{{nope .Id}}")]
    [InlineData("{{.Id")]
    [InlineData("{{$x}}")]
    [InlineData("{{index .Config.Env 99}}")]
    [InlineData("{{\"open}}")]
    [InlineData("{{.Os .Os}}")]
    [InlineData("{{eq .Os 1}}")]
    [InlineData("{{end}}")]
    [InlineData("{{else}}")]
    [InlineData("{{if .Os}}{{else}}{{else}}{{end}}")]
    [InlineData("{{break}}")]
    [InlineData("{{len .Config.Tty}}")]
    public async Task What_docker_refuses_is_refused(string template)
    {
        var (code, output, error) = await world.Slipway.RunAsync("inspect", "--format", template, "team/app:1.0");

        (code, output).ShouldBe((ExitCode.Usage, ""));
        error.ShouldContain("column ");
        (await world.Docker.TryAsync(["inspect", "--type", "image", "--format", template, "team/app:1.0"], Cancellation)).ExitCode.ShouldNotBe(0);
    }

    private static string Sorted(string text) => string.Join('\n', text.Split('\n').Order(StringComparer.Ordinal));

    // Docker pads what stands last in a line, or doesn't, from version to version.
    private static string Trimmed(string text) => string.Join('\n', text.Split('\n').Select(static line => line.TrimEnd()));
}
