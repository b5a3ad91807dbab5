// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics;
using System.Text;
using Slipway.TestKit;

namespace Slipway.EndToEnd.Tests;

/// <summary>What is wrong at a border is told: what, where, expected and got, what to do; nothing is left half done.</summary>
public sealed class BadInputTests : IDisposable
{
    private readonly SlipwayProgram _slipway = new();

    public void Dispose() => _slipway.Dispose();

    [Fact]
    public async Task A_Dockerfile_with_two_mistakes_shows_both_at_their_places()
    {
        _slipway.Folder.Write("context/Dockerfile", "FROM scratch\nCOPPY a /a\nCOPY --form=build /x /x\n");

        var answer = await _slipway.RunAsync("build", "-t", "app:1", "context");

        answer.ShouldRefuse(1, "context/Dockerfile:2:1", "COPPY a /a", "COPY", "context/Dockerfile:3:6", "--form", "--from");
        answer.Output.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_check_tells_all_mistakes_and_builds_nothing()
    {
        _slipway.Folder.Write("context/Dockerfile", "FROM scratch\nCOPPY a /a\nCOPY --form=build /x /x\n");
        _slipway.Folder.Write("good/Dockerfile", "FROM scratch\nCOPY Dockerfile /d\n");
        _slipway.Folder.Write("fleet/slipway.yaml", "fleet: f\nimages: { good: { context: ../good } }\n");

        (await _slipway.RunAsync("build", "-t", "app:1", "--check", "context")).ShouldRefuse(1, "context/Dockerfile:2:1", "context/Dockerfile:3:6");
        (await _slipway.RunAsync("build", "-t", "app:1", "--call=check", "good")).ShouldSucceed().Output.ShouldStartWith("Check complete: nothing is wrong");

        (await _slipway.RunAsync("images", "-q")).Output.ShouldBeEmpty();
        (await _slipway.RunAsync("build", "--check", "--fleet", "fleet/slipway.yaml")).ShouldRefuse(2, "slipway plan");
    }

    [Fact]
    public async Task A_command_whose_folder_was_deleted_works_where_it_has_no_path_to_find_from_there()
    {
        await using var program = new InstalledProgram();
        program.Wrapper = ["sh", "-c", $"mkdir {program.Folder["gone"]} && cd {program.Folder["gone"]} && rmdir {program.Folder["gone"]} && exec \"$@\"", "sh"];

        (await program.RunAsync("--version")).ShouldSucceed();
        (await program.RunAsync("images", "-q")).ShouldSucceed().Output.ShouldBeEmpty();
        (await program.RunAsync("build", "-t", "app:1", ".")).ShouldRefuse(2, "the folder in which this command runs is gone", "cd to a folder that is there");
        (await program.RunAsync("plan")).ShouldRefuse(2, "the folder in which this command runs is gone");
    }

    [Fact]
    public async Task A_source_that_is_not_in_the_context_is_named_with_its_line()
    {
        _slipway.Folder.Write("context/Dockerfile", "FROM scratch\nCOPY src/ /app/\n");

        (await _slipway.RunAsync("build", "context")).ShouldRefuse(1, "context/Dockerfile:2", "src");
    }

    [Fact]
    public async Task A_failed_step_shows_the_end_of_its_log_its_line_and_its_exit_code()
    {
        Needs.Root();
        Needs.Tool("runc");
        await _slipway.MakeBaseAsync();
        _slipway.Folder.Write("context/Dockerfile", "FROM test/base:1\nRUN echo before; echo to the error stream >&2; exit 42\n");

        var answer = await _slipway.RunAsync("build", "-t", "app:1", "context");

        answer.ShouldRefuse(1, "before", "to the error stream", "context/Dockerfile:2", "exit code: 42");
        (await _slipway.RunAsync("images", "-q", "app:1")).ShouldSucceed().Output.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("Team/App:1", "lower-case", "character 6")]
    [InlineData("app:1:2", "':' does not belong", "character 4")]
    [InlineData("app@sha256:12", "not a digest", "sha256:<64 lower-case hex digits>")]
    public async Task A_reference_that_is_none_says_where(string reference, string problem, string place)
    {
        (await _slipway.RunAsync("tag", reference, "x:1")).ShouldRefuse(2, reference, problem, place);
        (await _slipway.RunAsync("pull", reference)).ShouldRefuse(2, reference, problem, place);
    }

    [Fact]
    public async Task An_archive_that_holds_no_images_is_refused_by_what_it_lacks()
    {
        _slipway.Folder.Write("x/file", "text");
        Process.Start("tar", ["-cf", _slipway.Folder["x.tar"], "-C", _slipway.Folder["x"], "."]).WaitForExit();

        (await _slipway.RunAsync("load", "-i", "x.tar")).ShouldRefuse(3, "index.json", "manifest.json", "slipway import");
        (await _slipway.RunAsync(new MemoryStream(Encoding.UTF8.GetBytes("no tar at all")), "load")).ExitCode.ShouldBe(3);
    }

    [Fact]
    public async Task An_image_that_is_not_there_is_said_to_be_so()
    {
        (await _slipway.RunAsync("inspect", "team/app:1")).ShouldRefuse(1, "no image 'team/app:1'", "slipway pull team/app:1");
        (await _slipway.RunAsync("rmi", "team/app:1")).ShouldRefuse(1, "no image 'team/app:1'");
    }

    [Fact]
    public async Task A_fleet_file_with_several_mistakes_shows_all_of_them_at_their_places()
    {
        _slipway.Folder.Write("fleet/Dockerfile", "FROM scratch\n");
        _slipway.Folder.Write("fleet/slipway.yaml", """
            fleet: small
            version: 1.0.0
            images:
              app:
                contxt: .
                matrix: { size: [small, large] }
                tags: ["{version}-{sise}"]
                claims: { user: { uid: many } }
            """);

        var answer = await _slipway.RunAsync("plan", "./fleet");

        answer.ShouldRefuse(2, "fleet/slipway.yaml:5:5", "contxt", "'context'", "fleet/slipway.yaml:7", "sise", "fleet/slipway.yaml:8", "many");
    }

    [Fact]
    public async Task A_missing_runtime_is_named_with_the_command_that_installs_it()
    {
        Needs.Root();
        await using var slipway = new InstalledProgram();
        (await slipway.RunAsync("base", "busybox", "-t", "test/base:1")).ShouldSucceed();
        slipway.Folder.Write("context/Dockerfile", "FROM test/base:1\nRUN true\n");
        const string Hide = "for path in /usr/sbin/runc /usr/bin/runc /usr/bin/crun; do [ ! -e $path ] || mount --bind /dev/null $path; done; exec \"$@\"";
        slipway.Wrapper = ["unshare", "--mount", "sh", "-c", Hide, "sh"];

        (await slipway.RunAsync("build", "context")).ShouldRefuse(3, "runc", "apt-get install");
        (await slipway.RunAsync("run", "--rm", "test/base:1", "true")).ShouldRefuse(3, "runc", "apt-get install");
    }

    [Fact]
    public async Task A_full_disk_ends_the_build_and_leaves_the_store_right()
    {
        Needs.Root();
        using var disk = SmallDisk.Mount(_slipway.Folder.MakeFolder("disk"), megabytes: 8);
        using var slipway = new SlipwayProgram(Path.Combine(disk.Path, "home"));
        slipway.Folder.Write("context/Dockerfile", "FROM scratch\nCOPY . /\n");
        slipway.Folder.Write("context/large", System.Security.Cryptography.RandomNumberGenerator.GetBytes(16 << 20));

        (await slipway.RunAsync("build", "-t", "app:1", "context")).ShouldRefuse(3, "No space left");

        (await slipway.RunAsync("images", "-q")).ShouldSucceed().Output.ShouldBeEmpty();
        File.Delete(slipway.Folder["context/large"]);
        (await slipway.RunAsync("build", "-t", "app:1", "context")).ShouldSucceed();
        (await slipway.RunAsync("images", "-q")).Output.ShouldNotBeEmpty();
    }
}
