// SPDX-License-Identifier: Apache-2.0
using System.Text.Json;
using Slipway.Native;
using Slipway.TestKit;

namespace Slipway.EndToEnd.Tests;

/// <summary>
/// The way of the multi-architecture guide: an image for two platforms under one name and one for each, tried on both, looked at by this program and by skopeo.
/// Its base is composed for both, its build stage runs once on this machine, and one step runs on each platform.
/// </summary>
[Trait("Needs", "Network")]
public sealed class MultiPlatformTests : IAsyncLifetime
{
    private const string Fleet = """
        fleet: openhqm
        version: 1.0.0
        platforms: [linux/x86_64, linux/aarch64, linux/amd64]
        images:
          python:
            packages: { from: debian/bookworm, include: [dash, coreutils, python3-minimal], links: { /usr/local/bin/python: /usr/bin/python3 } }
            tags: ["python:3.11-slim"]
          openhqm:
            context: app
            args: { QUEUE_BACKEND: redis }
            tags: ["{version}-redis", "latest-redis", "latest-redis-{arch}"]
            claims:
              platforms: [linux/amd64, linux/arm64]
              commands: [{ run: [uname, -m], exit: 0 }]
        """;

    private const string Dockerfile = """
        ARG PYTHON=3.11
        FROM --platform=$BUILDPLATFORM python:${PYTHON}-slim AS build
        ARG QUEUE_BACKEND
        COPY count /work/count
        RUN echo "$QUEUE_BACKEND" > /work/backend && cat /proc/sys/kernel/random/uuid > /work/made-once
        FROM python:${PYTHON}-slim
        ARG TARGETPLATFORM TARGETOS TARGETARCH TARGETVARIANT BUILDPLATFORM BUILDARCH
        COPY --from=build /work /app
        RUN echo "$TARGETPLATFORM $TARGETOS $TARGETARCH [$TARGETVARIANT] $BUILDPLATFORM $BUILDARCH" > /app/built && uname -m > /app/machine
        LABEL arch=$TARGETARCH
        CMD ["python", "-c", "import platform; print(f'Arch: {platform.machine()}')"]

        """;

    private readonly InstalledProgram _program = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private static (string Platform, string Architecture, string Machine)[] Platforms { get; } = [("linux/amd64", "amd64", "x86_64"), ("linux/arm64", "arm64", "aarch64")];

    public async ValueTask InitializeAsync()
    {
        Needs.Root();
        foreach (var tool in (string[])["runc", "gpgv", "skopeo"])
            Needs.Tool(tool);
        Needs.Emulator(ForeignProgram.Emulator);
        await Needs.DebianMirrorsAsync(Cancellation);
        _program.Folder.Write("slipway.yaml", Fleet);
        _program.Folder.Write("app/Dockerfile", Dockerfile);
        _program.Folder.Write("app/count", "1");
    }

    public ValueTask DisposeAsync() => _program.DisposeAsync();

    [Fact]
    public async Task An_image_for_two_platforms_is_built_tagged_run_and_inspected_as_the_guide_says()
    {
        var built = (await _program.RunAsync("build", "--progress", "plain", ".")).ShouldSucceed();
        // Spelled three ways, they are two platforms; what runs on this machine ran once.
        built.Error.Split('\n').Where(static line => line.StartsWith('#') && line.Contains("build 3/3] RUN echo", StringComparison.Ordinal)).Select(static line => line.Split(' ')[0]).Distinct().ShouldHaveSingleItem();

        var made = new List<string>();
        foreach (var (platform, architecture, machine) in Platforms)
        {
            (await RunAsync(platform, "latest-redis")).ShouldBe($"Arch: {machine}\n");
            (await RunAsync(platform, "latest-redis", "uname", "-m")).ShouldBe($"{machine}\n");
            (await RunAsync(platform, $"latest-redis-{architecture}", "cat", "/app/machine", "/app/built", "/app/backend"))
                .ShouldBe($"{machine}\n{platform} linux {architecture} [] linux/{Host} {Host}\nredis\n");
            made.Add(await RunAsync(platform, "1.0.0-redis", "cat", "/app/made-once"));
            (await _program.RunAsync("inspect", "--format", "{{.Architecture}} {{.Config.Labels.arch}}", "--platform", machine, "openhqm:latest-redis")).ShouldSucceed().Output.ShouldBe($"{architecture} {architecture}\n");
            (await _program.RunAsync("inspect", "--format", "{{.Architecture}}", $"openhqm:latest-redis-{architecture}")).ShouldSucceed().Output.ShouldBe($"{architecture}\n");
        }
        made.Distinct().Count().ShouldBe(1);
        await InspectAsync();
        (await _program.RunAsync("verify", ".")).ShouldSucceed();
    }

    [Fact]
    public async Task Built_one_by_one_with_Dockers_words_each_is_its_own_image()
    {
        (await _program.RunAsync("build", "--progress", "plain", ".", "python")).ShouldSucceed();
        foreach (var (platform, architecture, machine) in Platforms)
        {
            (await _program.RunAsync("build", "--platform", platform, "--build-arg", "QUEUE_BACKEND=minimal", "--tag", $"openhqm:latest-minimal-{architecture}", "app")).ShouldSucceed();
            (await RunAsync(platform, $"latest-minimal-{architecture}", "cat", "/app/machine", "/app/backend")).ShouldBe($"{machine}\nminimal\n");
        }
        // The tag says one platform, and the other is not in it.
        (await _program.RunAsync("run", "--rm", "--platform", ForeignProgram.Platform, $"openhqm:latest-minimal-{Host}")).ShouldRefuse(1, $"is for linux/{Host}, not for {ForeignProgram.Platform}");
    }

    private static string Host => ForeignProgram.Architecture == "arm64" ? "amd64" : "arm64";

    private async Task InspectAsync()
    {
        (await _program.RunAsync("save", "--all-platforms", "--format", "oci", "-o", "app.tar", "openhqm:latest-redis")).ShouldSucceed();
        var archive = $"oci-archive:{_program.Folder["app.tar"]}";
        var raw = (await SkopeoAsync("inspect", "--raw", archive)).Output.ToArray();
        (await _program.RunAsync("index", "inspect", "--raw", "openhqm:latest-redis")).ShouldSucceed().Bytes.ShouldBe(raw);

        using var index = JsonDocument.Parse(raw);
        index.RootElement.GetProperty("manifests").EnumerateArray().Select(static manifest => manifest.GetProperty("platform").GetProperty("architecture").GetString()).ShouldBe(["amd64", "arm64"]);
        var shown = (await _program.RunAsync("index", "inspect", "-f", "{{range .Platforms}}{{.Platform}} {{.Digest}} {{.Layers}}\n{{end}}", "openhqm:latest-redis")).ShouldSucceed().Output.Split('\n');
        foreach (var (number, (platform, architecture, _)) in Platforms.Index())
        {
            var digest = index.RootElement.GetProperty("manifests")[number].GetProperty("digest").GetString();
            using var config = JsonDocument.Parse((await SkopeoAsync("inspect", "--config", "--override-arch", architecture, archive)).OutputText);
            config.RootElement.GetProperty("architecture").GetString().ShouldBe(architecture);
            shown[number].ShouldBe($"{platform} {digest} {config.RootElement.GetProperty("rootfs").GetProperty("diff_ids").GetArrayLength()}");
        }
    }

    private async Task<string> RunAsync(string platform, string tag, params string[] command) =>
        (await _program.RunAsync(["run", "--rm", "--platform", platform, $"openhqm:{tag}", .. command])).ShouldSucceed().Output;

    private static async Task<CommandResult> SkopeoAsync(params string[] words) => (await new Command("skopeo", words).RunAsync(Cancellation)).EnsureSuccess();
}
