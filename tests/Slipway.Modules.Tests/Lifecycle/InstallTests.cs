// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Modules.Tests;

public sealed class InstallTests
{
    [Fact]
    public async Task An_installed_module_answers_at_its_port_is_measured_and_leaves_nothing_when_it_is_uninstalled()
    {
        await using var world = await ModuleWorld.StartAsync();
        var image = await world.ImageAsync("localhost/app:1.0.0");
        var port = TestKit.BusyboxImage.FreePort();

        var installed = await world.InstallAsync(ModuleWorld.Request("web", ports: $"{port}:8080"));

        installed.Status.ShouldBe("running");
        installed.ImageDigest.ShouldBe(image.Digest.ToString());
        (await world.GetAsync(port)).ShouldBe("hello");
        var status = await world.StatusAsync("web");
        status.Status.ShouldBe("running");
        status.ContainerState.ShouldBe("running");
        status.MemoryUsageMb.ShouldBeGreaterThan(0);
        status.MemoryLimitMb.ShouldBe(64);
        status.NetworkRxBytes.ShouldBeGreaterThan(0);
        status.RestartCount.ShouldBe(0);
        status.InstalledByEmail.ShouldBe("ops@example.com");
        status.License.ShouldBe("test");

        await world.UninstallAsync("web");

        world.Leftovers().ShouldBeEmpty();
        await Should.ThrowAsync<HttpRequestException>(world.GetAsync(port));
        (await ModuleWorld.RefusedAsync(world.StatusAsync("web"))).Code.ShouldBe("not_installed");
    }

    [Fact]
    public async Task A_module_can_be_installed_again_at_the_same_port_after_it_was_uninstalled()
    {
        await using var world = await ModuleWorld.StartAsync();
        await world.ImageAsync("localhost/app:1.0.0");
        var request = ModuleWorld.Request("web", ports: $"{TestKit.BusyboxImage.FreePort()}:8080");

        for (var turn = 0; turn < 3; turn++)
        {
            await world.InstallAsync(request);
            await world.UninstallAsync("web");
        }

        world.Leftovers().ShouldBeEmpty();
    }

    [Fact]
    public async Task Installing_an_installed_name_is_a_conflict_and_leaves_the_module_as_it_is()
    {
        await using var world = await ModuleWorld.StartAsync();
        await world.ImageAsync("localhost/app:1.0.0");
        var port = TestKit.BusyboxImage.FreePort();
        await world.InstallAsync(ModuleWorld.Request("web", ports: $"{port}:8080"));
        var before = await world.StatusAsync("web");

        var refusal = await ModuleWorld.RefusedAsync(world.InstallAsync(ModuleWorld.Request("web")));

        refusal.Status.ShouldBe(System.Net.HttpStatusCode.Conflict);
        refusal.Code.ShouldBe("already_installed");
        var after = await world.StatusAsync("web");
        (after.Status, after.ContainerId, after.ErrorCount).ShouldBe((before.Status, before.ContainerId, 0));
        (await world.GetAsync(port)).ShouldBe("hello");
    }

    [Fact]
    public async Task A_module_runs_without_powers_as_its_user_on_a_root_that_cannot_be_written()
    {
        await using var world = await ModuleWorld.StartAsync();
        await world.ImageAsync("localhost/app:1.0.0", ModuleWorld.Shell(
            "id -u; grep -E '^(CapEff|NoNewPrivs|Seccomp):' /proc/self/status; touch /x 2>&1; touch /tmp/x && echo tmp-ok; cat /sys/class/net/*/address | wc -l; hostname; sleep 1000"));

        await world.InstallAsync(ModuleWorld.Request("strict-one"));

        var log = await world.LogAsync("strict-one");
        log.ShouldContain("1000\n");
        log.ShouldContain("0000000000000000");
        log.ShouldContain("NoNewPrivs:\t1");
        log.ShouldContain("Seccomp:\t2");
        log.ShouldContain("Read-only file system");
        log.ShouldContain("tmp-ok\n1\nstrict-one");
    }

    [Theory]
    [InlineData(null)]
    [InlineData("0")]
    [InlineData("root")]
    [InlineData("toor")]
    [InlineData("0:1000")]
    public async Task An_image_that_runs_as_root_is_refused_whatever_its_labels_say(string? user)
    {
        await using var world = await ModuleWorld.StartAsync();
        await world.ImageAsync("localhost/app:1.0.0", new()
        {
            User = user,
            Cmd = ["/bin/sleep", "1000"],
            Labels = new Dictionary<string, string> { ["a64core.security.profile"] = "relaxed", ["a64core.security.requires-root"] = "true" },
        });

        (await ModuleWorld.RefusedAsync(world.InstallAsync(ModuleWorld.Request("root-one")))).Code.ShouldBe("image_runs_as_root");

        world.Leftovers().ShouldBeEmpty();
    }

    [Fact]
    public async Task The_relaxed_profile_lets_root_in_with_dockers_powers_and_no_more()
    {
        await using var world = await ModuleWorld.StartAsync();
        await world.ImageAsync("localhost/app:1.0.0", new() { Cmd = ["/bin/sh", "-c", "id -u; grep CapEff /proc/self/status; touch /x && echo written; sleep 1000"], Env = ["PATH=/bin"] });

        await world.InstallAsync(ModuleWorld.Request("relaxed-one") with { SecurityProfile = "relaxed" });

        (await world.LogAsync("relaxed-one")).ShouldBe("0\nCapEff:\t00000000a80425fb\nwritten");
    }

    [Fact]
    public async Task A_module_whose_check_fails_is_taken_away_and_the_answer_holds_what_it_wrote()
    {
        await using var world = await ModuleWorld.StartAsync();
        await world.ImageAsync("localhost/app:1.0.0", ModuleWorld.Shell("echo I cannot find my database >&2; sleep 1000"));
        var request = ModuleWorld.Request("sick", ports: $"{TestKit.BusyboxImage.FreePort()}:8080") with
        {
            HealthCheck = new() { Test = "echo no database; exit 3", Interval = "100ms", Timeout = "5s", Retries = "2" },
        };

        var refusal = await ModuleWorld.RefusedAsync(world.InstallAsync(request));

        refusal.Code.ShouldBe("module_unhealthy");
        refusal.Message.ShouldContain("no database");
        refusal.LogTail.ShouldBe(["I cannot find my database"]);
        world.Leftovers().ShouldBeEmpty();
        (await world.Client.ListAsync(ModuleWorld.Cancellation)).ShouldBeEmpty();
        var audit = await new AuditLog(world.Home.Modules).ReadAsync(new(), ModuleWorld.Cancellation);
        audit.Data.ShouldHaveSingleItem().Status.ShouldBe("failure");
    }

    [Fact]
    public async Task A_module_whose_program_ends_at_once_is_taken_away_and_the_answer_says_how_it_ended()
    {
        await using var world = await ModuleWorld.StartAsync();
        await world.ImageAsync("localhost/app:1.0.0", ModuleWorld.Shell("echo bye; exit 7"));

        var refusal = await ModuleWorld.RefusedAsync(world.InstallAsync(ModuleWorld.Request("brief")));

        refusal.Message.ShouldContain("exit code 7");
        refusal.LogTail.ShouldBe(["bye"]);
        world.Leftovers().ShouldBeEmpty();
    }

    [Fact]
    public async Task A_module_whose_program_does_not_exist_is_taken_away_and_the_answer_names_it()
    {
        await using var world = await ModuleWorld.StartAsync();
        await world.ImageAsync("localhost/app:1.0.0", new() { User = "1000", Cmd = ["/no/such/program"] });

        var refusal = await ModuleWorld.RefusedAsync(world.InstallAsync(ModuleWorld.Request("nothing")));

        refusal.Message.ShouldContain("/no/such/program");
        world.Leftovers().ShouldBeEmpty();
    }

    [Fact]
    public async Task A_module_becomes_healthy_by_its_images_own_check_without_waiting_for_a_full_interval()
    {
        await using var world = await ModuleWorld.StartAsync();
        await world.ImageAsync("localhost/app:1.0.0", new()
        {
            User = "1000",
            Cmd = TestKit.BusyboxImage.WebServer(8080),
            Env = ["PATH=/bin"],
            Healthcheck = new() { Test = ["CMD-SHELL", "wget -q -O - http://127.0.0.1:8080/ || exit 1"], Interval = 3_600_000_000_000 },
        });

        await world.InstallAsync(ModuleWorld.Request("checked"));

        var status = await world.StatusAsync("checked");
        status.Health.ShouldBe("healthy");
        status.HealthOutput.ShouldNotBeNull().ShouldContain("hello");
    }

    [Fact]
    public async Task A_secret_is_in_no_log_no_record_that_others_read_and_no_error()
    {
        const string Canary = "canary-7f3a91c2";
        await using var world = await ModuleWorld.StartAsync();
        await world.ImageAsync("localhost/app:1.0.0", ModuleWorld.Shell("echo \"my password is $DB_PASSWORD\"; [ \"$FAIL\" ] && exit 1; sleep 1000"));
        var request = ModuleWorld.Request("discreet") with
        {
            LicenseKey = "TEST-" + Canary,
            Environment = new Dictionary<string, string> { ["DB_PASSWORD"] = Canary, ["FAIL"] = "1" },
        };

        var refusal = await ModuleWorld.RefusedAsync(world.InstallAsync(request));
        await world.InstallAsync(request with { Environment = new Dictionary<string, string> { ["DB_PASSWORD"] = Canary } });

        string.Join('\n', refusal.LogTail.Prepend(refusal.ToString())).ShouldNotContain(Canary);
        (await world.LogAsync("discreet")).ShouldBe("my password is ***");
        File.ReadAllText(world.AuditPath).ShouldNotContain(Canary);
        var record = Path.Combine(world.Home.Modules, "discreet", "module.json");
        File.GetUnixFileMode(record).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        File.ReadAllText(record).ShouldNotContain("TEST-" + Canary);
        request.ToString().ShouldNotContain(Canary);
    }
}
