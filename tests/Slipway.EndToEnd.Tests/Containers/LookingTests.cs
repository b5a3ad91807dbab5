// SPDX-License-Identifier: Apache-2.0
using System.Text.Json;
using System.Text.RegularExpressions;
using Slipway.Native;

namespace Slipway.EndToEnd.Tests;

/// <summary>Looking into containers by hand, beside Docker of Debian 12 where both can be asked the same.</summary>
public sealed partial class LookingTests(DockerTwin twin) : IClassFixture<DockerTwin>, IAsyncLifetime
{
    private const string Changes =
        """
        mkdir /new /new/sub; echo x > /new/sub/file; echo y >> /etc/passwd; rm /etc/group; rm -r /www; chmod 700 /root; touch /tmp/t; ln -s /etc/passwd /link; mkfifo /pipe
        rm /bin/vi; mkdir /bin/vi; echo z > /bin/vi/in; cp /bin/busybox /bin/copy; mv /bin/awk /moved; rm -r /tmp; mkdir /tmp; ln /new/sub/file /new/hard; chown -h 5:6 /moved; touch -d 2001-01-01 /bin/busybox
        """;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => await twin.ClearAsync();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task What_a_container_changed_is_listed_and_becomes_an_image_as_with_Docker()
    {
        await BothAsync("run", "--network", "none", "--name", "changed", DockerTwin.Image, "sh", "-c", Changes);
        var (docker, slipway) = await BothAsync("diff", "changed");
        Sorted(slipway.Output).ShouldBe(Sorted(docker.Output));
        slipway.Output.Split('\n').Length.ShouldBeGreaterThan(15);

        await BothAsync("commit", "-a", "me", "-m", "changed", "-c", "CMD [\"sh\", \"-c\", \"echo $KIND\"]", "-c", "ENV KIND=committed", "changed", "changed:1");

        (await twin.RunAsync("run", "--rm", "--network", "none", "changed:1")).ShouldSatisfyAllConditions(
            both => both.Docker.Output.ShouldBe("committed\n"),
            both => both.Slipway.Output.ShouldBe("committed\n"));
        var (theirs, ours) = await BothAsync("inspect", "--format", "{{.Author}} {{.Comment}} {{json .Config.Cmd}} {{len .RootFS.Layers}}", "changed:1");
        ours.Output.ShouldBe(theirs.Output);
        await BothAsync("create", "--name", "again", "changed:1");
        (await TreesAsync("again")).ShouldSatisfyAllConditions(both => both.Slipway.ShouldBe(both.Docker), both => both.Slipway.Count.ShouldBeGreaterThan(100));
        await BothAsync("rm", "changed", "again");
    }

    [Fact]
    public async Task A_commit_of_the_same_changes_is_the_same_layer_and_one_of_none_is_no_layer()
    {
        foreach (var name in (string[])["one", "two"])
            (await twin.Slipway.RunAsync("run", "-d", "--name", name, DockerTwin.Image, "sh", "-c", "mkdir /d; echo same > /d/f; touch -d '2001-01-01 00:00:00' /d/f /d; sleep 1000")).ShouldSucceed();
        foreach (var name in (string[])["one", "two"])
            (await twin.Slipway.RunAsync("exec", name, "sh", "-c", "until [ $(stat -c %Y /d) = 978307200 ]; do sleep 0.05; done")).ShouldSucceed();
        (await twin.Slipway.RunAsync("create", "--name", "none", DockerTwin.Image)).ShouldSucceed();
        foreach (var name in (string[])["one", "two", "none"])
            (await twin.Slipway.RunAsync("commit", name, $"same:{name}")).ShouldSucceed();

        var layers = new Dictionary<string, string>();
        foreach (var name in (string[])["one", "two", "none"])
            layers[name] = (await twin.Slipway.RunAsync("inspect", "--format", "{{json .RootFS.Layers}}", $"same:{name}")).Output;
        layers["one"].ShouldBe(layers["two"]);
        layers["none"].ShouldBe((await twin.Slipway.RunAsync("inspect", "--format", "{{json .RootFS.Layers}}", DockerTwin.Image)).Output);
        (await twin.Slipway.RunAsync("ps", "--filter", "status=paused", "-q")).Output.ShouldBeEmpty();
        (await twin.Slipway.RunAsync("commit", "-c", "RUN true", "one")).ShouldRefuse(2, "RUN");
        (await twin.Slipway.RunAsync("rm", "-f", "one", "two", "none")).ShouldSucceed();
    }

    [Fact]
    public async Task A_container_is_inspected_under_Dockers_names()
    {
        await BothAsync("run", "-d", "--network", "none", "--name", "seen", "-m", "64m", "-v", "/data", "-v", $"{twin.Slipway.Folder.Path}:/here:ro", "--tmpfs", "/t", "--label", "a=b", "--user", "app",
            "--hostname", "there", "--cap-add", "NET_ADMIN", "--restart", "on-failure:3", DockerTwin.Image, "sleep", "1000");

        foreach (var format in (string[])[
                     "{{.Name}} {{.Path}} {{.Args}} {{.State.Status}} {{.State.Running}} {{.RestartCount}} {{.Platform}}", "{{json .HostConfig.RestartPolicy}}", "{{json .HostConfig.Binds}}", "{{.HostConfig.Memory}}",
                     "{{json .HostConfig.Tmpfs}} {{.HostConfig.ShmSize}} {{.HostConfig.NetworkMode}} {{.HostConfig.Privileged}} {{json .HostConfig.Devices}} {{.HostConfig.PidMode}}",
                     "{{range .Mounts}}{{.Type}} {{.Destination}} {{.RW}} {{.Mode}} {{.Propagation}} {{.Driver}}\n{{end}}", "{{.Config.User}} {{json .Config.Env}} {{json .Config.Cmd}} {{.Config.Image}} {{json .Config.Labels}} {{.Config.Hostname}} {{json .Config.Volumes}}",
                     "{{json .NetworkSettings.Ports}} {{range $name, $network := .NetworkSettings.Networks}}{{$name}}{{end}}", "{{.State.OOMKilled}} {{.State.ExitCode}} {{.State.FinishedAt}} {{.State.Error}}"])
        {
            var (docker, slipway) = await BothAsync("inspect", "--format", format, "seen");
            // Docker lists mounts in no order.
            Sorted(slipway.Output).ShouldBe(Sorted(docker.Output), format);
        }
        var (theirs, ours) = await BothAsync("inspect", "-s", "seen");
        Keys(JsonDocument.Parse(ours.Output).RootElement[0]).Except(Keys(JsonDocument.Parse(theirs.Output).RootElement[0])).ShouldBeEmpty();

        var pid = int.Parse((await twin.Slipway.RunAsync("inspect", "-f", "{{.State.Pid}}", "seen")).Output, System.Globalization.CultureInfo.InvariantCulture);
        ProcessIdentity.Find(pid).ShouldNotBeNull();
        (await twin.Slipway.RunAsync("inspect", "--type", "volume", "seen")).ShouldRefuse(1, "no volume 'seen'");
        (await twin.Slipway.RunAsync("inspect", "--type", "container", DockerTwin.Image)).ShouldRefuse(1, "no container");
        (await twin.Slipway.RunAsync("inspect", "-f", "{{.Scope}}", (await twin.Slipway.RunAsync("volume", "ls", "-q")).Output.Trim().Split('\n')[0])).Output.Trim().ShouldBe("local");
        await BothAsync("rm", "-f", "-v", "seen");
    }

    [Fact]
    public async Task Lists_and_figures_of_what_runs_have_Dockers_columns()
    {
        await BothAsync("run", "-d", "--network", "none", "--name", "busy", "-m", "64m", "--pids-limit", "20", DockerTwin.Image, "sh", "-c", "dd if=/dev/zero of=/big bs=1M count=3 2>/dev/null; while :; do :; done");
        await BothAsync("exec", "busy", "sh", "-c", "while [ $(stat -c %s /big) -lt 3145728 ]; do sleep 0.05; done");

        foreach (var words in (string[])["ps", "ps -s", "stats --no-stream busy", "top busy", "top busy -o pid,cmd", "top busy aux"])
        {
            var (docker, slipway) = await BothAsync(words.Split(' '));
            Heading(slipway).ShouldBe(Heading(docker), words);
            slipway.Output.Split('\n').Length.ShouldBe(docker.Output.Split('\n').Length, words);
        }
        var (theirs, ours) = await BothAsync("ps", "-s", "--format", "{{.Size}}");
        ours.Output.Split(' ')[0].ShouldBe(theirs.Output.Split(' ')[0]);
        var cpu = (await twin.Slipway.RunAsync("stats", "--no-stream", "--format", "{{.CPUPerc}}", "busy")).ShouldSucceed().Output.Trim().TrimEnd('%');
        double.Parse(cpu, System.Globalization.CultureInfo.InvariantCulture).ShouldBeGreaterThan(1);
        (await twin.Slipway.RunAsync("stats", "--no-stream", "--format", "{{.MemUsage}} {{.PIDs}}", "busy")).Output.Trim().ShouldEndWith("/ 64MiB 1");
        (await twin.Slipway.RunAsync("top", "busy", "-o", "cmd")).ShouldRefuse(2, "no column PID");
        await BothAsync("stop", "-t", "0", "busy");
        (await twin.Slipway.RunAsync("top", "busy")).ShouldRefuse(1, "does not run");
        (await twin.Slipway.RunAsync("stats", "--no-stream", "-a", "--format", "{{.Name}} {{.CPUPerc}} {{.PIDs}}")).Output.Trim().ShouldBe("busy -- --");
        await BothAsync("rm", "busy");
    }

    [Fact]
    public async Task Lists_are_filtered_as_Dockers_are()
    {
        string[][] made =
        [
            ["--name", "first", "--label", "tier=web", "--label", "x", "-v", "kept:/data"], ["--name", "second", "--label", "tier=db", "-p", "127.0.0.1:8099:80", "--expose", "9000/udp"],
            ["--name", "third", "--network", "host", "--tmpfs", "/t"],
        ];
        foreach (var words in made)
            await BothAsync(["create", .. words, DockerTwin.Image, "sh", "-c", "exit 3"]);
        await BothAsync("start", "third");
        await BothAsync("wait", "third");

        foreach (var filter in (string[])[
                     "name=first", "name=ir", "label=tier", "label=tier=db", "label=tier=web --filter label=x", "status=created", "status=exited", "status=created --filter status=exited", "exited=3", "exited=0", "before=second",
                     "since=first", "volume=kept", "volume=/data", "network=host", "ancestor=twin:1", "ancestor=twin", "ancestor=other", "publish=80", "publish=79-81/tcp", "publish=80/udp", "expose=9000/udp", "expose=8080", "health=none", "is-task=false"])
        {
            string[] words = ["ps", "-a", "--format", "{{.Names}}", "--filter", .. filter.Split(' ')];
            var (docker, slipway) = await BothAsync(words);
            slipway.Output.ShouldBe(docker.Output, filter);
        }
        foreach (var words in (string[])["ps -n 2 --format {{.Names}}", "ps -l --format {{.Names}}", "ps -a --format {{.LocalVolumes}}{{.Mounts}}", "container ls -a --format {{.Names}}"])
        {
            var (docker, slipway) = await BothAsync(words.Split(' '));
            slipway.Output.ShouldBe(docker.Output, words);
        }
        (await twin.Slipway.RunAsync("run", "-d", "--name", "open", "-p", "80", DockerTwin.Image, "sleep", "1000")).ShouldSucceed();
        var port = (await twin.Slipway.RunAsync("port", "open", "80")).Output.Trim().Split(':')[1];
        foreach (var (filter, shown) in ((string, string)[])[($"publish={port}", "open\n"), ("publish=80", ""), ($"publish={port}/udp", ""), ("expose=79-81", "open\n"), ("expose=8080/tcp", "open\n"), ("expose=81", "")])
            (await twin.Slipway.RunAsync("ps", "--format", "{{.Names}}", "--filter", filter)).Output.ShouldBe(shown, filter);
        (await twin.Slipway.RunAsync("rm", "-f", "open")).ShouldSucceed();
        (await twin.Slipway.RunAsync("ps", "--filter", "status=lost")).ShouldRefuse(2, "'lost'");
        (await twin.Slipway.RunAsync("container", "prune", "-f", "--filter", "label=tier=db")).Output.ShouldContain("Total reclaimed space: 0B");
        (await twin.Slipway.RunAsync("container", "prune", "-f", "--filter", "label!=tier")).ShouldSucceed();
        (await twin.Slipway.RunAsync("ps", "-a", "--format", "{{.Names}}")).Output.ShouldBe("first\n");
        (await twin.Slipway.RunAsync("container", "prune")).ShouldRefuse(2, "-f");
        (await twin.Slipway.RunAsync("container", "prune", "-f")).ShouldSucceed();
        (await twin.Slipway.RunAsync("ps", "-aq")).Output.ShouldBeEmpty();
        await twin.Docker.RunAsync(["rm", "first", "second", "third"], Cancellation);
    }

    [Fact]
    public async Task A_running_container_is_halted_goes_on_is_limited_anew_and_can_be_ended_while_it_is_halted()
    {
        (await twin.Slipway.RunAsync("run", "-d", "--name", "still", "-m", "64m", DockerTwin.Image, "sh", "-c", "while :; do date +%s.%N > /now; sleep 0.02; done")).ShouldSucceed();
        (await twin.Slipway.RunAsync("pause", "still")).Output.ShouldBe("still\n");
        var now = (await twin.Slipway.RunAsync("cp", "still:/now", "-")).Output;
        (await twin.Slipway.RunAsync("ps", "--format", "{{.State}} {{.Status}}")).Output.ShouldMatch("^paused Up .* \\(Paused\\)\n$");
        (await twin.Slipway.RunAsync("pause", "still")).ShouldRefuse(1, "is paused");
        (await twin.Slipway.RunAsync("cp", "still:/now", "-")).Output.ShouldBe(now);
        (await twin.Slipway.RunAsync("unpause", "still")).ShouldSucceed();
        (await twin.Slipway.RunAsync("unpause", "still")).ShouldRefuse(1, "not paused");

        (await twin.Slipway.RunAsync("update", "--memory", "100m", "--pids-limit", "30", "--restart", "on-failure:2", "still")).Output.ShouldBe("still\n");
        (await twin.Slipway.RunAsync("stats", "--no-stream", "--format", "{{.MemUsage}}", "still")).Output.Trim().ShouldEndWith("/ 100MiB");
        (await twin.Slipway.RunAsync("inspect", "-f", "{{.HostConfig.Memory}} {{.HostConfig.PidsLimit}} {{.HostConfig.RestartPolicy.Name}}", "still")).Output.ShouldBe("104857600 30 on-failure\n");
        (await twin.Slipway.RunAsync("update", "still")).ShouldRefuse(2, "nothing is to be changed");

        (await twin.Slipway.RunAsync("pause", "still")).ShouldSucceed();
        (await twin.Slipway.RunAsync("stop", "-t", "0", "still")).ShouldSucceed();
        (await twin.Slipway.RunAsync("start", "still")).ShouldSucceed();
        (await twin.Slipway.RunAsync("pause", "still")).ShouldSucceed();
        (await twin.Slipway.RunAsync("rm", "-f", "still")).ShouldSucceed();
    }

    [Fact]
    public async Task What_was_written_is_chosen_by_lines_and_times_as_with_Docker()
    {
        await BothAsync("run", "-d", "--network", "none", "--name", "said", DockerTwin.Image, "sh", "-c", "echo one; echo two >&2; sleep 1.5; echo three; printf four");
        await BothAsync("wait", "said");
        var middle = DateTimeOffset.Parse((await twin.Slipway.RunAsync("logs", "-t", "-n", "1", "said")).Output.Split(' ')[0], System.Globalization.CultureInfo.InvariantCulture).AddSeconds(-1);

        foreach (var words in (string[])["", "-f", "--tail 2", "--tail 0", "--tail all", "-n -1", "--details", "--since 10m", "--until 10m", "--since 2030-01-01", "--until 2030-01-01T00:00:00Z", "--since 10m --until 5m"])
        {
            var (docker, slipway) = await BothAsync(["logs", .. words.Split(' ', StringSplitOptions.RemoveEmptyEntries), "said"]);
            // The line that ends without an end gets one.
            (slipway.Output.TrimEnd('\n'), slipway.Error).ShouldBe((docker.Output.TrimEnd('\n'), docker.Error), words);
        }
        (await twin.Slipway.RunAsync("logs", "--until", $"{middle:O}", "said")).Output.ShouldBe("one\n");
        (await twin.Slipway.RunAsync("logs", "--since", $"{middle:O}", "said")).Output.ShouldBe("three\nfour\n");
        var (theirs, ours) = await BothAsync("logs", "-t", "--details", "-n", "1", "said");
        TimeOfLine().Replace(ours.Output, "").TrimEnd().ShouldBe(TimeOfLine().Replace(theirs.Output, "").TrimEnd());
    }

    private async Task<(Answer Docker, Answer Slipway)> BothAsync(params string[] words)
    {
        var both = await twin.RunAsync(words);
        both.Docker.ExitCode.ShouldBe(0, $"docker {string.Join(' ', words)}: {both.Docker.Error}");
        both.Slipway.ExitCode.ShouldBe(0, $"slipway {string.Join(' ', words)}: {both.Slipway.Error}");
        return both;
    }

    // Docker's export has the places that it mounts on, too.
    private async Task<(IReadOnlyList<string> Docker, IReadOnlyList<string> Slipway)> TreesAsync(string container)
    {
        var (theirs, ours) = (twin.Slipway.Folder["theirs.tar"], twin.Slipway.Folder["ours.tar"]);
        await twin.Docker.RunAsync(["export", "-o", theirs, container], Cancellation);
        (await twin.Slipway.RunAsync("export", "-o", ours, container)).ShouldSucceed();
        return (await TarListing.ReadAsync(theirs, Cancellation), await TarListing.ReadAsync(ours, Cancellation));
    }

    private static IEnumerable<string> Keys(JsonElement element, string path = "") => element.ValueKind != JsonValueKind.Object ? [path]
        : element.EnumerateObject().SelectMany(member => path is ".HostConfig.Tmpfs" or ".Config.Labels" or ".NetworkSettings.Networks" or ".GraphDriver.Data" ? [path] : Keys(member.Value, $"{path}.{member.Name}"));

    private static string[] Sorted(string text) => [.. text.Split('\n').Order(StringComparer.Ordinal)];

    private static string Heading(Answer answer) => Spaces().Replace(answer.Output.Split('\n')[0].Trim(), "  ");

    [GeneratedRegex(@"\A\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{7,9}Z")]
    private static partial Regex TimeOfLine();

    [GeneratedRegex("  +")]
    private static partial Regex Spaces();
}
