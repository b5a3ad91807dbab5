// SPDX-License-Identifier: Apache-2.0
using Slipway.Containers;
using Slipway.TestKit;

namespace Slipway.EndToEnd.Tests.Services;

/// <summary>Services of Compose files as containers, from busybox.</summary>
public sealed class ServiceTests : IAsyncLifetime
{
    // What is kept on the machine is enough for these; none needs a way out.
    private const string Shut = "networks: { default: { internal: true } }\n";
    private const string Store = """
        services:
          store:
            image: test/base:1
            command: httpd -f -p 80 -h /etc
            expose: [80]
            stop_grace_period: 0s
            healthcheck: { test: wget -q -O /dev/null http://127.0.0.1/passwd, interval: 200ms }

        """;

    private const string Idle = "  idle:\n    image: test/base:1\n    command: sleep 600\n    stop_grace_period: 0s\n";

    private readonly SlipwayProgram _slipway = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        Needs.Root();
        Needs.Tool("runc");
        await _slipway.MakeBaseAsync();
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var container in new ContainerCatalog(_slipway.Home).List())
            await _slipway.RunAsync("rm", "-f", "-v", container.Name);
        _slipway.Dispose();
    }

    [Fact]
    public async Task A_hardened_production_file_runs_as_it_is_in_the_order_of_its_conditions()
    {
        var port = BusyboxImage.FreePort();
        _slipway.Variables["ADMIN_TOKEN"] = "hunter2";
        _slipway.Folder.Write("shop/api/Dockerfile", "FROM test/base:1\nRUN echo built > /built\nEXPOSE 8080\nCMD [\"sh\", \"-c\", \"cat /built /data/seed > /tmp/index.html && exec httpd -f -p 8080 -h /tmp\"]\n");
        Write(Store + $$"""
              seed:
                image: test/base:1
                command: ["sh", "-c", "wget -q -O - http://store/passwd | head -c 4 > /data/seed"]
                volumes: ["data:/data"]
                depends_on: { store: { condition: service_healthy } }
              api:
                build: ./api
                user: "1001:1001"
                read_only: true
                tmpfs: [/tmp, /var/tmp]
                security_opt: [no-new-privileges:true]
                cap_drop: [ALL]
                environment: { TOKEN: "${ADMIN_TOKEN}" }
                deploy: { resources: { limits: { cpus: '0.50', memory: 64M }, reservations: { memory: 16M } } }
                restart: unless-stopped
                ports: ["{{port}}:8080"]
                volumes: ["data:/data:ro", "./conf:/conf"]
                healthcheck: { test: ["CMD", "wget", "-q", "-O", "/dev/null", "http://127.0.0.1:8080/"], interval: 200ms }
                depends_on:
                  store: { condition: service_healthy }
                  seed: { condition: service_completed_successfully }
            volumes: { data: }

            """ + Shut);

        var up = (await UpAsync("-d")).ShouldSucceed();

        up.Output.ShouldContain("shop-api-1");
        up.Output.ShouldContain("(healthy)");
        using var http = new HttpClient();
        (await http.GetStringAsync(new Uri($"http://127.0.0.1:{port}/"), Cancellation)).ShouldBe("built\nroot");
        Directory.Exists(_slipway.Folder["shop/conf"]).ShouldBeTrue();
        (await _slipway.RunAsync("exec", "shop-api-1", "sh", "-c", "id -u; touch /x 2>&1; grep NoNewPrivs /proc/self/status; wget -q -O - http://store/passwd | head -c 4")).Output
            .ShouldBe("1001\ntouch: /x: Read-only file system\nNoNewPrivs:\t1\nroot");
        (up.Output + up.Error).ShouldNotContain("hunter2");
        (await _slipway.RunAsync("ps", "--filter", "label=com.docker.compose.project=shop", "--format", "{{.Names}}")).Output.ShouldBe("shop-api-1\nshop-store-1\n");

        var down = (await _slipway.RunAsync("down", "--fleet", "shop/compose.yaml", "-v", "-t", "0")).ShouldSucceed();

        down.Output.ShouldBe("shop-api-1 removed\nshop-seed-1 removed\nshop-store-1 removed\nshop_data removed\n");
        new ContainerCatalog(_slipway.Home).List().ShouldBeEmpty();
        File.ReadAllText("/proc/mounts").ShouldNotContain(_slipway.Home.Root);
    }

    [Fact]
    public async Task Up_again_makes_anew_what_changed_and_what_asked_to_be_started_again_with_it()
    {
        Write(Store + Web("MODE: one") + Idle + Shut);
        (await UpAsync()).ShouldSucceed();
        var before = Ids();

        Said(await UpAsync()).ShouldBe(["shop-idle-1 unchanged", "shop-store-1 unchanged", "shop-web-1 unchanged"]);
        Ids().ShouldBe(before);

        Write(Store + Web("MODE: two") + Idle + Shut);
        Said(await UpAsync()).ShouldBe(["shop-idle-1 unchanged", "shop-store-1 unchanged", "shop-web-1 recreated"]);
        Ids().Where(pair => before[pair.Key] != pair.Value).Select(static pair => pair.Key).ShouldBe(["shop-web-1"]);
        (await _slipway.RunAsync("exec", "shop-web-1", "sh", "-c", "echo $MODE")).Output.ShouldBe("two\n");
        // Its name leads to the new one, and from the new one to others.
        (await _slipway.RunAsync("exec", "shop-store-1", "wget", "-q", "-O", "-", "http://web:8080/")).Output.ShouldBe("here\n");
        (await _slipway.RunAsync("exec", "shop-web-1", "wget", "-q", "-O", "/dev/null", "http://store/passwd")).ShouldSucceed();

        await _slipway.RunAsync("stop", "shop-idle-1");
        Write(Store.Replace("200ms", "250ms", StringComparison.Ordinal) + Web("MODE: two") + Idle + Shut);
        Said(await UpAsync()).ShouldBe(["shop-idle-1 started", "shop-store-1 recreated", "shop-web-1 restarted"]);

        Write(Store + Shut);
        (await UpAsync()).ShouldSucceed().Error.ShouldContain("services that are not in the file: shop-");
        Said(await UpAsync("--remove-orphans")).ShouldBe(["shop-idle-1 removed", "shop-store-1 unchanged", "shop-web-1 removed"]);
    }

    [Theory]
    [InlineData("command: [\"sh\", \"-c\", \"echo the disk is full; exit 3\"]\n    healthcheck: { test: 'true' }", "service_healthy", "It has ended with exit code 3.", "the disk is full")]
    [InlineData("command: [\"sh\", \"-c\", \"echo the disk is full; exit 3\"]", "service_completed_successfully", "It has ended with exit code 3.", "the disk is full")]
    [InlineData("command: [\"sh\", \"-c\", \"echo no route; sleep 60\"]\n    healthcheck: { test: 'false', interval: 50ms, retries: 1 }", "service_healthy", "It is unhealthy.", "no route")]
    [InlineData("command: sleep 60", "service_healthy", "has no health check", "another service waits")]
    public async Task A_service_that_is_not_as_another_needs_it_is_told_with_its_last_lines(string keys, string condition, string what, string line)
    {
        Write($"services:\n  db:\n    image: test/base:1\n    stop_grace_period: 0s\n    {keys}\n  web:\n    image: test/base:1\n    command: sleep 60\n    depends_on: {{ db: {{ condition: {condition} }} }}\n{Shut}");

        var up = await UpAsync();

        up.ShouldRefuse(1, "shop-db-1: ", what, line, "shop-web-1 is not started: it needs 'db'", "are not up");
        Ids().Keys.ShouldBe(["shop-db-1"]);
    }

    [Fact]
    public async Task Services_that_are_named_come_with_what_they_need_and_images_alone_are_enough()
    {
        Write(Store + Web("MODE: one") + Idle + Shut);

        (await _slipway.RunAsync("up", "shop/", "web")).ShouldSucceed();

        Ids().Keys.Order().ShouldBe(["shop-store-1", "shop-web-1"]);
        (await _slipway.RunAsync("down", "-p", "shop", "-t", "0")).ShouldSucceed().Output.ShouldBe("shop-web-1 removed\nshop-store-1 removed\n");
        (await _slipway.RunAsync("up", "shop/", "nobody")).ShouldRefuse(2, "There is no service 'nobody'");
    }

    [Fact]
    public async Task Volumes_that_nobody_named_stay_until_they_are_taken_away_with_the_project()
    {
        Write("services:\n" + Idle + "    volumes: [/cache]\n" + Shut);
        (await UpAsync()).ShouldSucceed();
        (await _slipway.RunAsync("exec", "shop-idle-1", "touch", "/cache/kept")).ShouldSucceed();

        (await _slipway.RunAsync("down", "-p", "shop")).ShouldSucceed();
        (await UpAsync()).ShouldSucceed();
        (await _slipway.RunAsync("exec", "shop-idle-1", "ls", "/cache")).Output.ShouldBe("kept\n");
        (await _slipway.RunAsync("down", "-p", "shop")).ShouldSucceed();
        (await _slipway.RunAsync("down", "-p", "shop", "-v")).ShouldSucceed();

        (await _slipway.RunAsync("volume", "ls", "-q")).Output.ShouldBeEmpty();
    }

    [Fact]
    public async Task What_a_project_or_a_folder_cannot_be_is_refused_with_what_to_do()
    {
        (await _slipway.RunAsync("down", "-p", "../shop")).ShouldRefuse(2, "'../shop' is no name of a project");
        _slipway.Folder.Write("shop/file", "");
        Write("services:\n" + Idle + "    volumes: ['./file/below:/x']\n" + Shut);

        (await UpAsync()).ShouldRefuse(2, "shop/compose.yaml:3:5: the service 'idle' binds the folder", "make it, or bind another");
        Ids().ShouldBeEmpty();
    }

    [Fact]
    public async Task An_up_that_is_killed_at_any_moment_is_finished_by_the_next()
    {
        await using var program = new InstalledProgram();
        (await program.RunAsync("base", "busybox", "-t", "test/base:1")).ShouldSucceed();
        program.Folder.Write("shop/compose.yaml", Store + Web("MODE: one") + Idle + Shut);
        foreach (var moment in (int[])[200, 450, 900])
        {
            await program.KillAfterAsync(TimeSpan.FromMilliseconds(moment), "up", "shop/", "--force-recreate");
            (await program.RunAsync("up", "shop/")).ShouldSucceed();
            (await program.RunAsync("ps", "-a", "--format", "{{.Names}} {{.State}}")).Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Order()
                .ShouldBe(["shop-idle-1 running", "shop-store-1 running", "shop-web-1 running"]);
        }
        (await program.RunAsync("down", "-p", "shop", "-v", "-t", "0")).ShouldSucceed();
    }

    private static string Web(string environment) => $$"""
          web:
            image: test/base:1
            command: ["sh", "-c", "echo here > /tmp/index.html; exec httpd -f -p 8080 -h /tmp"]
            expose: [8080]
            stop_grace_period: 0s
            environment: { {{environment}} }
            healthcheck: { test: wget -q -O /dev/null http://127.0.0.1:8080/, interval: 200ms }
            depends_on: { store: { condition: service_healthy, restart: true } }

        """;

    private static List<string> Said(Answer up) => [.. up.ShouldSucceed().Error.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Order(StringComparer.Ordinal)];

    private Dictionary<string, string> Ids() => new ContainerCatalog(_slipway.Home).List().ToDictionary(static container => container.Name, static container => container.Id);

    private string Write(string text) => _slipway.Folder.Write("shop/compose.yaml", text);

    private Task<Answer> UpAsync(params string[] words) => _slipway.RunAsync(["up", "--fleet", "shop/compose.yaml", "--progress", "quiet", .. words]);
}
