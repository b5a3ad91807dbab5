// SPDX-License-Identifier: Apache-2.0
using System.Text.Json;
using System.Text.Json.Nodes;
using Slipway.EndToEnd.Tests.Fleets;
using Slipway.TestKit;

namespace Slipway.EndToEnd.Tests;

/// <summary>The images of examples/shudl by what their document promises: their hierarchy, their databases, a failover, and what is made anew when a base changes.</summary>
[Trait("Needs", "Network")]
[Collection(nameof(ShudlShared))]
public sealed class ShudlTests(ShudlFleet fleet)
{
    private const string Repository = "ghcr.io/org/repo";

    private readonly InstalledProgram _slipway = fleet.Slipway;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private CountingRuntime Runtime => fleet.Runtime;

    [Fact]
    public async Task Nine_images_stand_on_one_another_as_the_document_draws_them_and_each_comes_after_what_it_stands_on()
    {
        var tree = (await _slipway.RunAsync("plan", "./shudl")).ShouldSucceed().Output.Split("\n\n")[1].Split('\n')
            .Select(static line => line[..line.IndexOf("  [", StringComparison.Ordinal)]).SkipWhile(static line => !line.EndsWith("base-alpine", StringComparison.Ordinal)).Select(static line => line[8..]);
        tree.ShouldBe(
        [
            "base-alpine",
            "├── base-java",
            "│   ├── nessie",
            "│   ├── trino",
            "│   └── spark",
            "├── base-postgresql",
            "│   ├── postgresql",
            "│   └── patroni",
            "├── etcd",
            "└── minio",
        ]);

        using var plan = JsonDocument.Parse((await _slipway.RunAsync("plan", "./shudl", "--format", "json")).ShouldSucceed().Bytes);
        var done = new HashSet<int>();
        foreach (var step in plan.RootElement.GetProperty("steps").EnumerateArray())
        {
            step.GetProperty("needs").EnumerateArray().Select(static need => need.GetInt32()).Where(need => !done.Contains(need)).ShouldBeEmpty();
            done.Add(step.GetProperty("id").GetInt32());
        }
    }

    [Fact]
    public async Task Every_claim_holds_and_the_documents_sizes_are_among_them()
    {
        using var verified = JsonDocument.Parse((await _slipway.RunAsync("verify", "./shudl", "base-alpine", "base-postgresql", "database", "--format", "json")).ShouldSucceed().Bytes);

        verified.RootElement.GetProperty("holds").GetBoolean().ShouldBeTrue();
        var sizes = verified.RootElement.GetProperty("targets").EnumerateArray().ToDictionary(
            static target => target.GetProperty("name").GetString()!,
            static target => target.GetProperty("platforms")[0].GetProperty("proofs").EnumerateArray()
                .Where(static proof => proof.GetProperty("kind").GetString() == "size").Select(static proof => proof.GetProperty("claim").GetString()!).First());
        foreach (var (name, size) in (IReadOnlyList<(string, string)>)[("base-alpine", "50"), ("base-postgresql", "150"), ("postgresql", "155"), ("patroni", "350")])
            sizes[name].ShouldContain($"{size}", Case.Sensitive, name);
    }

    // In the order of the document, each by itself: what it starts from is found by its name in the store. With SLIPWAY_SOAK all nine.
    [Fact]
    public async Task The_documents_commands_build_one_image_after_the_other_for_which_the_fleets_claims_hold()
    {
        (string Name, string Context)[] all =
        [
            ("base-alpine", "docker/base/alpine/"), ("base-java", "docker/base/java/"), ("base-postgresql", "docker/base/postgresql/"), ("postgresql", "docker/services/postgresql/"),
            ("patroni", "docker/services/patroni/"), ("minio", "docker/services/minio/"), ("nessie", "docker/services/nessie/"), ("trino", "docker/services/trino/"), ("spark", "docker/services/spark/"),
        ];
        var commands = ShudlLakehouseTests.IsSoak ? all : [.. all.Where(static one => one.Name is "base-alpine" or "postgresql")];

        foreach (var (name, context) in commands)
            (await _slipway.RunAsync("build", "-t", $"ghcr.io/org/repo/{name}", $"shudl/{context}")).ShouldSucceed();
        // Those that the commands have just named, not those of the fleet's own names.
        var verified = await _slipway.RunAsync(["verify", "./shudl", .. commands.Select(static one => one.Name), .. commands.SelectMany(static one => (string[])["--set", $"{one.Name}.tags=latest"])]);
        (await _slipway.RunAsync(["build", "./shudl", .. ShudlFleet.Targets])).ShouldSucceed();

        verified.ShouldSucceed();
    }

    [Fact]
    public async Task PostgreSQL_by_itself_is_initialised_once_answers_and_logs_as_for_development()
    {
        (await _slipway.RunAsync("run", "--rm", $"{Repository}/postgresql")).ShouldRefuse(2, "no password is given for 'postgres'", "POSTGRES_PASSWORD");
        _slipway.Folder.Write("initial/1.sql", "create table greetings(word text); insert into greetings values ('hello');");
        (await _slipway.RunAsync("run", "-d", "--name", "pg", "--health-interval", "1s", "-e", "POSTGRES_PASSWORD=right", "-e", "POSTGRES_DB=app", "-v", "pgdata:/var/lib/postgresql/data",
            "-v", $"{_slipway.Folder["initial"]}:/docker-entrypoint-initdb.d:ro", $"{Repository}/postgresql")).ShouldSucceed();
        await HealthyAsync("pg");

        (await AskAsync("pg", "app", "select word from greetings")).ShouldBe("hello");
        (await AskAsync("pg", "app", "select current_setting('server_version_num')::int / 10000 || ' ' || current_setting('log_min_messages') || ' ' || current_setting('max_wal_senders')"))
            .ShouldBe("17 info 0");
        (await _slipway.RunAsync("exec", "-e", "PGPASSWORD=wrong", "pg", "psql", "-h", "127.0.0.1", "-U", "postgres", "-c", "select 1")).ShouldRefuse(2, "password authentication failed");
        (await _slipway.RunAsync("exec", "pg", "id", "-u")).Output.ShouldBe("999\n");
        await AskAsync("pg", "app", "create table more(n int)");
        (await _slipway.RunAsync("logs", "pg")).Error.ShouldContain("statement: create table more");

        (await _slipway.RunAsync("stop", "pg")).ShouldSucceed();
        (await _slipway.RunAsync("start", "pg")).ShouldSucceed();
        await HealthyAsync("pg");
        (await AskAsync("pg", "app", "select count(*) from greetings")).ShouldBe("1");
        (await _slipway.RunAsync("rm", "-f", "-v", "pg")).ShouldSucceed();
    }

    [Fact]
    public async Task The_development_compose_file_runs_PostgreSQL_read_only_and_keeps_its_data_until_told()
    {
        _slipway.Variables["POSTGRES_PASSWORD"] = "right";
        fleet.Edit("shudl/deploy/compose.yaml", "127.0.0.1:5432:5432", $"127.0.0.1:{BusyboxImage.FreePort()}:5432");
        (await _slipway.RunAsync("up", "--fleet", "shudl/deploy/compose.yaml")).ShouldSucceed();
        (await AskAsync("shudl-postgresql-1", "app", "create table kept(n int); insert into kept values (1)")).ShouldBeEmpty();
        (await _slipway.RunAsync("exec", "shudl-postgresql-1", "touch", "/usr/new")).ExitCode.ShouldBe(1);
        (await _slipway.RunAsync("down", "--fleet", "shudl/deploy/compose.yaml")).ShouldSucceed();

        (await _slipway.RunAsync("up", "--fleet", "shudl/deploy/compose.yaml")).ShouldSucceed();

        (await AskAsync("shudl-postgresql-1", "app", "select n from kept")).ShouldBe("1");
        (await _slipway.RunAsync("down", "--fleet", "shudl/deploy/compose.yaml", "-v")).ShouldSucceed();
    }

    [Fact]
    public async Task A_killed_leader_is_followed_by_the_replica_with_its_rows_and_comes_back_as_one()
    {
        (await _slipway.RunAsync("run", "--rm", $"{Repository}/patroni")).ShouldRefuse(2, "nobody is named to ask who leads", "PATRONI_ETCD3_HOSTS");
        (await _slipway.RunAsync("run", "-d", "--name", "etcd", "--health-interval", "1s", "-e", "ETCD_ADVERTISE_CLIENT_URLS=http://127.0.0.1:2379", $"{Repository}/etcd")).ShouldSucceed();
        await HealthyAsync("etcd");
        await StartNodeAsync(1);
        await StateAsync(1, "patroni-1", "leader", "running");
        await StartNodeAsync(2);
        await StateAsync(1, "patroni-2", "replica", "streaming");
        await HealthyAsync("patroni-2");
        await AskAsync("patroni-1", "postgres", "create table rows(n int); insert into rows values (42)");
        while (await AskAsync("patroni-2", "postgres", "select to_regclass('rows') is not null") != "t" || await AskAsync("patroni-2", "postgres", "select n from rows") != "42")
            await Task.Delay(100, Cancellation);

        (await _slipway.RunAsync("kill", "--signal", "KILL", "patroni-1")).ShouldSucceed();

        await StateAsync(2, "patroni-2", "leader", "running");
        (await AskAsync("patroni-2", "postgres", "insert into rows values (43); select sum(n) from rows")).ShouldBe("85");
        (await RestAsync(2, "metrics")).ShouldContain("patroni_primary{scope=\"shudl\",name=\"patroni-2\"} 1");
        (await _slipway.RunAsync("start", "patroni-1")).ShouldSucceed();
        await StateAsync(2, "patroni-1", "replica", "streaming");
        while (await AskAsync("patroni-1", "postgres", "select sum(n) from rows") != "85")
            await Task.Delay(100, Cancellation);
        (await AskAsync("patroni-1", "postgres", "select pg_is_in_recovery() || ' ' || current_setting('log_min_messages')")).ShouldBe("true warning");
        (await _slipway.RunAsync("logs", "patroni-2")).ShouldSatisfyAllConditions(
            log => (log.Output + log.Error).ShouldContain("promoted self to leader by acquiring session lock"),
            log => (log.Output + log.Error).ShouldNotContain("LOG:  statement:", Case.Sensitive));
        (await _slipway.RunAsync("rm", "-f", "-v", "patroni-1", "patroni-2", "etcd")).ShouldSucceed();
    }

    [Fact]
    public async Task Images_that_only_copy_are_put_on_a_changed_base_as_they_are()
    {
        string[] services = ["postgresql", "patroni"];
        var before = await LayersAsync([.. services, "base-postgresql", "base-alpine", "etcd"]);
        fleet.Copy("rebased");
        fleet.Edit("rebased/docker/base/postgresql/postgresql.conf", "max_connections = 100", "max_connections = 120");
        Runtime.Forget();

        (await _slipway.RunAsync(["build", "./rebased", .. ShudlFleet.Targets])).ShouldSucceed();
        var after = await LayersAsync([.. before.Keys]);
        var ran = Runtime.Ran;
        (await _slipway.RunAsync("run", "--rm", "--entrypoint", "cat", $"{Repository}/patroni", "/etc/postgresql/postgresql.conf")).Output.ShouldContain("max_connections = 120");
        (await _slipway.RunAsync(["build", "./shudl", .. ShudlFleet.Targets])).ShouldSucceed();

        ran.ShouldBeEmpty();
        after["base-alpine"].ShouldBe(before["base-alpine"]);
        after["etcd"].ShouldBe(before["etcd"]);
        after["base-postgresql"].ShouldNotBe(before["base-postgresql"]);
        foreach (var service in services)
        {
            var own = before[service].Count - before["base-postgresql"].Count;
            after[service].ShouldBe([.. after["base-postgresql"], .. before[service].TakeLast(own)]);
        }
    }

    // Java itself, a hundred megabytes to fetch, is a script here; ShudlLakehouseTests do the same with the real one.
    [Fact]
    public async Task A_changed_base_java_is_made_anew_with_its_three_and_nothing_else_and_the_one_that_only_copies_runs_nothing()
    {
        fleet.Copy("slice");
        fleet.Edit("slice/slipway.yaml", "args: { PAYLOAD: \"{PAYLOAD}\" }", "args: { PAYLOAD: \"{PAYLOAD}\", STAND_IN_BYTES: \"1000\" }");
        _slipway.Folder.Write("slice/docker/base/java/Dockerfile", $"FROM {Repository}/base-alpine\nCOPY --chmod=755 java /usr/lib/jvm/java-21/bin/java\nCOPY note /etc/java-note\n");
        _slipway.Folder.Write("slice/docker/base/java/java", "#!/bin/sh\ncase $2 in *javac*) mkdir -p classes ;; *) while [ $# -gt 0 ]; do [ \"$1\" != --file ] || : > \"$2\"; shift; done ;; esac\n");
        _slipway.Folder.Write("slice/docker/base/java/note", "one\n");
        string[] three = ["nessie", "trino", "spark"];
        string[] build = ["build", "./slice", .. three, "base-java", .. ShudlFleet.Targets];
        (await _slipway.RunAsync(build)).ShouldSucceed();
        var before = await LayersAsync([.. three, "base-java", "base-alpine", "base-postgresql", "postgresql", "patroni", "etcd"]);
        Runtime.Forget();

        _slipway.Folder.Write("slice/docker/base/java/note", "two\n");
        (await _slipway.RunAsync(build)).ShouldSucceed();

        var after = await LayersAsync([.. before.Keys]);
        after.Keys.Where(name => !after[name].SequenceEqual(before[name])).ShouldBe([.. three, "base-java"], ignoreOrder: true);
        Runtime.Ran.Select(static command => command.Split(' ')[2]).ShouldBe(["/opt/spark", "/opt/trino"], ignoreOrder: true);
        after["nessie"].Skip(after["base-java"].Count).ShouldBe(before["nessie"].Skip(before["base-java"].Count));
    }

    private async Task<Dictionary<string, IReadOnlyList<string>>> LayersAsync(IReadOnlyCollection<string> names)
    {
        var layers = new Dictionary<string, IReadOnlyList<string>>();
        foreach (var name in names)
            layers[name] = await fleet.LayersAsync(name);
        return layers;
    }

    private async Task StartNodeAsync(int node) => (await _slipway.RunAsync("run", "-d", "--name", $"patroni-{node}", "--network", "container:etcd", "--health-interval", "1s",
        "-v", $"patroni-{node}:/var/lib/postgresql/data", "-e", $"PATRONI_NAME=patroni-{node}", "-e", "PATRONI_ADDRESS=127.0.0.1", "-e", "PATRONI_ETCD3_HOSTS=127.0.0.1:2379",
        "-e", $"PATRONI_POSTGRESQL_PORT={5431 + node}", "-e", $"PATRONI_RESTAPI_PORT={8007 + node}", "-e", "PATRONI_SUPERUSER_PASSWORD=one", "-e", "PATRONI_REPLICATION_PASSWORD=two",
        $"{Repository}/patroni")).ShouldSucceed();

    private async Task HealthyAsync(string name)
    {
        while (!(await _slipway.RunAsync("ps", "-a", "--filter", $"name={name}", "--format", "{{.Status}}")).ShouldSucceed().Output.Contains("(healthy)", StringComparison.Ordinal))
            await Task.Delay(200, Cancellation);
    }

    private async Task<string> RestAsync(int node, string path) =>
        (await _slipway.RunAsync("exec", $"patroni-{node}", "curl", "--silent", $"http://127.0.0.1:{8007 + node}/{path}")).Output;

    /// <summary>Waits until a node sees a member of the cluster so.</summary>
    private async Task StateAsync(int asked, string member, string role, string state)
    {
        while (true)
        {
            var cluster = await RestAsync(asked, "cluster");
            if (cluster.StartsWith('{') && JsonNode.Parse(cluster)!["members"]!.AsArray().Any(node => $"{node!["name"]} {node["role"]} {node["state"]}" == $"{member} {role} {state}"))
                return;
            await Task.Delay(200, Cancellation);
        }
    }

    private async Task<string> AskAsync(string container, string database, string query)
    {
        var port = container == "patroni-2" ? "5433" : "5432";
        return (await _slipway.RunAsync("exec", container, "psql", "-h", "/tmp", "-p", port, "-U", "postgres", "-d", database, "-qAtc", query)).ShouldSucceed().Output.Trim();
    }
}
