// SPDX-License-Identifier: Apache-2.0
using System.Text.Json;
using Slipway.Native;
using Slipway.Oci;
using Slipway.TestKit;

namespace Slipway.EndToEnd.Tests.Borders;

/// <summary>Builds that go wrong, and what is told and left of them.</summary>
public sealed class FailingWellTests
{
    // What follows is run on a terminal of its own; how that is set afterwards is shown at the end.
    private static readonly string[] OnATerminal =
        ["/bin/sh", "-c", "c=; for a in \"$@\"; do c=\"$c '$a'\"; done; exec env --default-signal=INT script -qefc \"$c; r=\\$?; stty -a; exit \\$r\" /dev/null", "sh"];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public FailingWellTests()
    {
        Needs.Root();
        Needs.Tool("runc");
        Needs.Tool("busybox");
    }

    [Fact]
    public async Task A_shell_opens_in_the_failed_step_as_it_ran_and_leaves_nothing()
    {
        Needs.Tool("script");
        await using var program = await ProgramAsync("FROM test/base:1\nENV WHO=me\nWORKDIR /work\nRUN --mount=type=tmpfs,target=/mem echo made > file; false\n");
        program.Wrapper = OnATerminal;

        var (process, lines) = await program.StartAsync("opening /bin/sh", "build", "--shell-on-failure", "-t", "app:1", "app");
        lines.ShouldContain(line => line.Contains("did not complete successfully: exit code: 1", StringComparison.Ordinal));
        await process.StandardInput.WriteAsync("echo \"$WHO-$PWD-$(cat file)-$(grep -c ' /mem ' /proc/mounts)-$(test -t 0 && echo terminal)\"; exit 3\n");
        await process.StandardInput.FlushAsync(Cancellation);
        var rest = await process.StandardOutput.ReadToEndAsync(Cancellation);
        await process.WaitForExitAsync(Cancellation);
        program.Wrapper = [];

        rest.ShouldContain("me-/work-made-1-terminal");
        rest.ShouldContain("the shell ended with exit code 3");
        rest.ShouldNotContain("-icanon");
        rest.ShouldNotContain("-echo ");
        process.ExitCode.ShouldBe(1);
        MountTable.Below(program.Home).ShouldBeEmpty();
        Directory.EnumerateFileSystemEntries(Path.Combine(program.Home, "run", "containers")).ShouldBeEmpty();
    }

    [Fact]
    public async Task Without_a_terminal_the_shell_is_refused_by_name()
    {
        await using var program = await ProgramAsync("FROM test/base:1\nRUN false\n");

        (await program.RunAsync("build", "--shell-on-failure", "app")).ShouldRefuse(2, "--shell-on-failure needs a terminal");
    }

    [Fact]
    public async Task An_interrupt_from_the_keyboard_ends_the_steps_and_leaves_the_terminal_as_it_was()
    {
        Needs.Tool("script");
        var marker = Guid.NewGuid().ToString("N");
        await using var program = await ProgramAsync($"FROM test/base:1\nRUN echo sleeping-$((40+2)); sleep 1000 # {marker}\n");
        program.Wrapper = OnATerminal;

        var (process, lines) = await program.StartAsync("sleeping-42", "build", "-t", "app:1", "app");
        await process.StandardInput.WriteAsync("\x03");
        await process.StandardInput.FlushAsync(Cancellation);
        var rest = await process.StandardOutput.ReadToEndAsync(Cancellation);
        await process.WaitForExitAsync(Cancellation);
        program.Wrapper = [];

        process.ExitCode.ShouldBe(130, rest);
        string.Concat(lines).ShouldNotContain("\x1B[?25l");
        rest.ShouldNotContain("-icanon");
        MountTable.Below(program.Home).ShouldBeEmpty();
        Directory.EnumerateDirectories("/proc").Select(CommandLineOf).ShouldAllBe(command => !command.Contains(marker, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Nothing_stale_is_left_of_files_about_the_image_and_a_failure_names_its_log()
    {
        using var program = new SlipwayProgram();
        await program.MakeBaseAsync();
        program.Folder.Write("app/Dockerfile", "FROM test/base:1\nRUN echo said; exit 5\n");
        var (identifier, metadata) = (program.Folder.Write("id", "stale"), program.Folder.Write("meta.json", "stale"));

        var failed = await program.RunAsync("build", "-t", "app:1", "--iidfile", "id", "--metadata-file", "meta.json", "--explain", "app");

        failed.ShouldRefuse(1, "  said", "full log: " + program.Home.Logs, "exit code: 5", "app/Dockerfile:2", "why steps ran:", "the step has not run before");
        File.Exists(identifier).ShouldBeFalse();
        File.Exists(metadata).ShouldBeFalse();

        program.Folder.Write("app/Dockerfile", "FROM test/base:1\nRUN echo said\n");
        (await program.RunAsync("build", "-t", "app:1", "-t", "app:2", "--iidfile", "id", "--metadata-file", "meta.json", "app")).ShouldSucceed();
        var digest = program.Store.Resolve(ImageReference.Parse("app:1"))!.Digest.ToString();
        File.ReadAllText(identifier).ShouldBe(digest);
        var written = JsonDocument.Parse(File.ReadAllBytes(metadata)).RootElement;
        written.GetProperty("containerimage.digest").GetString().ShouldBe(digest);
        written.GetProperty("image.name").GetString().ShouldBe("docker.io/library/app:1,docker.io/library/app:2");
        written.GetProperty("containerimage.descriptor").GetProperty("platform").GetProperty("os").GetString().ShouldBe("linux");
        written.GetProperty("containerimage.config.digest").GetString().ShouldNotBe(digest);
    }

    [Fact]
    public async Task Files_go_out_without_an_image_and_an_image_goes_to_a_registry()
    {
        await using var registry = await TestRegistry.StartAsync(Cancellation);
        await using var program = new InstalledProgram();
        program.Folder.Write("app/Dockerfile", "FROM scratch\nCOPY Dockerfile /d\n");

        (await program.RunAsync("build", "-o", "out", "app")).ShouldSucceed().Error.ShouldContain("written to " + program.Folder["out"]);
        File.Exists(program.Folder["out/d"]).ShouldBeTrue();

        var name = $"{registry.Registry}/team/app:1";
        (await program.RunWithInputAsync(registry.PushToken, "login", registry.Registry, "-u", "any", "--password-stdin")).ShouldSucceed();
        var pushed = (await program.RunAsync("build", "-t", name, "--push", "app")).ShouldSucceed();
        pushed.Error.ShouldContain($"pushing {name}");
        pushed.Error.ShouldContain($"named and pushed {name}");
        (await program.RunAsync("pull", name)).ShouldSucceed();
        (await program.RunAsync("build", "--push", "app")).ShouldRefuse(1, "has no name; give it one with -t");
    }

    [Fact]
    [Trait("Needs", "Peers")]
    public async Task A_Docker_of_today_takes_the_image_by_its_name_and_runs_it()
    {
        await using var docker = await TrixieDocker.StartAsync(Cancellation);
        using var program = new SlipwayProgram();
        await program.MakeBaseAsync();
        program.Variables["DOCKER_HOST"] = $"unix://{docker.Folder}/docker.sock";
        program.Folder.Write("app/Dockerfile", "FROM test/base:1\nRUN echo made > /made\nCMD [\"cat\", \"/made\"]\n");

        (await program.RunAsync("build", "-t", "app:1", "--load", "--iidfile", "id", "app")).ShouldSucceed().Error.ShouldContain("loaded into Docker");

        // containerd's image store, which that Docker has, knows images by the digests of their manifests.
        var image = program.Store.Resolve(ImageReference.Parse("app:1"))!;
        (await docker.RunAsync(["image", "inspect", "-f", "{{.Id}}", "app:1"], Cancellation)).Trim().ShouldBe(image.Digest.ToString());
        File.ReadAllText(program.Folder["id"]).ShouldBe(program.Store.ReadManifest(image).Image!.Config.Digest.ToString());
        // Its log, for what a program says that ends at once may be lost to who is attached.
        await docker.RunAsync(["run", "--name", "ran", "--network", "host", "app:1"], Cancellation);
        (await docker.RunAsync(["logs", "ran"], Cancellation)).ShouldBe("made\n");
    }

    [Fact]
    public async Task Of_a_fleet_the_rest_is_built_and_what_is_not_is_told()
    {
        using var program = new SlipwayProgram();
        await program.MakeBaseAsync();
        program.Folder.Write("fleet/good/Dockerfile", "FROM test/base:1\nRUN sleep 1; echo good\n");
        program.Folder.Write("fleet/bad/Dockerfile", "FROM test/base:1\nRUN echo bad; exit 3\n");
        program.Folder.Write("fleet/child/Dockerfile", "FROM bad:1\nRUN true\n");
        program.Folder.Write("fleet/slipway.yaml", "fleet: f\nimages:\n  good: { context: good, tags: ['good:1'] }\n  bad: { context: bad, tags: ['bad:1'] }\n  child: { context: child, tags: ['child:1'] }\n");

        var built = await program.RunAsync("build", "./fleet", "--keep-going", "--explain", "--metadata-file", "meta.json");

        built.ShouldRefuse(1, "not built bad: [bad 2/2] RUN echo bad; exit 3: process", "not built child: [bad 2/2]", "1 of 3 images built", "named good:1", "why steps ran:");
        program.Store.Resolve(ImageReference.Parse("good:1")).ShouldNotBeNull();
        program.Store.Resolve(ImageReference.Parse("bad:1")).ShouldBeNull();
        File.Exists(program.Folder["meta.json"]).ShouldBeFalse();

        program.Folder.Write("fleet/bad/Dockerfile", "FROM test/base:1\nRUN echo well\n");
        (await program.RunAsync("build", "./fleet", "--metadata-file", "meta.json")).ShouldSucceed();
        var written = JsonDocument.Parse(File.ReadAllBytes(program.Folder["meta.json"])).RootElement;
        written.EnumerateObject().Select(target => target.Name).ShouldBe(["good", "bad", "child"]);
        written.GetProperty("child").GetProperty("image.name").GetString().ShouldBe("docker.io/library/child:1");

        var plan = await program.RunAsync("plan", "./fleet", "--explain", "--set", "bad.args.X=1");
        plan.ShouldSucceed();
    }

    [Fact]
    public async Task Progress_for_programs_is_JSON_alone()
    {
        using var program = new SlipwayProgram();
        await program.MakeBaseAsync();
        program.Folder.Write("app/Dockerfile", "FROM test/base:1\nRUN echo said\n");

        var built = (await program.RunAsync("build", "-q", "--progress", "rawjson", "-t", "app:1", "app")).ShouldSucceed();
        built.Error.ShouldBeEmpty();

        var raw = (await program.RunAsync("build", "--no-cache", "--progress", "rawjson", "-o", "type=cacheonly", "app")).ShouldSucceed();
        var lines = raw.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement).ToList();
        lines.ShouldContain(line => HasLog(line, "said\n"));
    }

    [Theory]
    [InlineData("--squash is not supported", "--squash")]
    [InlineData("--provenance=false is understood", "--provenance=true")]
    [InlineData("there is one builder", "--builder", "x")]
    [InlineData("keep it in the repository's registry", "--cache-from", "type=gha")]
    [InlineData("host-gateway is not supported", "--add-host", "x:host-gateway")]
    [InlineData("is not NAME:ADDRESS", "--add-host", "x")]
    [InlineData("there is no file 'gone'", "--secret", "id=x,src=gone")]
    [InlineData("neither file nor env", "--secret", "id=x,type=vault")]
    [InlineData("--explain writes lines of text", "--explain", "--progress", "rawjson")]
    [InlineData("none of the outputs is one", "--iidfile", "id", "-o", "type=cacheonly")]
    [InlineData("'--network 'bridge'|--network 'bridge' is not supported", "--network", "bridge")]
    public async Task What_Docker_has_and_we_have_not_is_refused_by_name(string expected, params string[] flags)
    {
        using var program = new SlipwayProgram();
        program.Folder.Write("app/Dockerfile", "FROM scratch\nLABEL a=b\n");

        var answer = await program.RunAsync(["build", .. flags, "app"]);

        answer.ExitCode.ShouldBe(2, answer.Error);
        expected.Split('|').ShouldContain(part => answer.Error.Contains(part, StringComparison.Ordinal), answer.Error);
    }

    [Fact]
    public async Task What_turns_off_what_we_have_not_is_understood()
    {
        using var program = new SlipwayProgram();
        program.Folder.Write("app/Dockerfile", "FROM scratch\nLABEL a=b\n");

        (await program.RunAsync("build", "--provenance=false", "--sbom=false", "--rm", "--label", "empty", "app")).ShouldSucceed();
    }

    private static bool HasLog(JsonElement line, string text) =>
        line.TryGetProperty("logs", out var logs) && logs.EnumerateArray().Any(log => System.Text.Encoding.UTF8.GetString(log.GetProperty("data").GetBytesFromBase64()) == text);

    private static string CommandLineOf(string process)
    {
        try
        {
            return File.ReadAllText(process + "/cmdline");
        }
        catch (IOException)
        {
            return ""; // no process, or it ended meanwhile
        }
    }

    private static async Task<InstalledProgram> ProgramAsync(string dockerfile)
    {
        var program = new InstalledProgram();
        (await program.RunAsync("base", "busybox", "-t", "test/base:1")).ShouldSucceed();
        program.Folder.Write("app/Dockerfile", dockerfile);
        return program;
    }
}
