// SPDX-License-Identifier: Apache-2.0

namespace Slipway.EndToEnd.Tests;

/// <summary>The same run configs under <c>docker run</c> of Debian 12 and under <c>slipway run</c>, seen from inside and by how they end.</summary>
public sealed class DockerEqualityTests(DockerTwin twin) : IClassFixture<DockerTwin>
{
    private const int LeastFacts = 80;
    private const string Alone = "--network none ";

    // One line each; FOLDER is a folder of the host, PROFILE a seccomp profile.
    private static readonly string[] Configs =
    [
        Alone,
        Alone + "--user app", Alone + "--user 1000", Alone + "--user 4242", Alone + "--user 4242:4343", Alone + "--user app:root", Alone + "--user 0:1000", Alone + "--user toor",
        Alone + "--group-add app --group-add 77", Alone + "--user 4242 --group-add app",
        Alone + "-w /new/folder -e A=1 -e FROM_IMAGE=no -e PATH=/bin:/x", Alone + "--env-file FOLDER/env", Alone + "--entrypoint sh twin:1 /www/index.html",
        Alone + "--read-only", Alone + "--read-only --tmpfs /tmp --tmpfs /data:size=1m,mode=700,uid=1000", Alone + "--tmpfs /data:exec,nr_inodes=50 -u app",
        Alone + "-v FOLDER:/data", Alone + "-v FOLDER:/data:ro", Alone + "-v named:/www -v filled:/etc", Alone + "-v named:/data:ro", Alone + "-v /data", Alone + "-v FOLDER/env:/data/env:ro",
        Alone + "--mount type=bind,source=FOLDER,target=/data,readonly", Alone + "--mount type=tmpfs,target=/data,tmpfs-size=2m,tmpfs-mode=755", Alone + "--mount type=volume,source=named,target=/data,volume-nocopy",
        Alone + "--cap-add NET_ADMIN --cap-drop CHOWN", Alone + "--cap-drop ALL", Alone + "--cap-drop ALL --cap-add CHOWN", Alone + "--cap-add ALL --user app", Alone + "--cap-add SYS_ADMIN",
        Alone + "--security-opt no-new-privileges", Alone + "--security-opt seccomp=unconfined", Alone + "--security-opt seccomp=PROFILE", Alone + "--security-opt apparmor=unconfined",
        Alone + "--security-opt systempaths=unconfined",
        Alone + "--memory 64m", Alone + "-m 64m --memory-swap 128m --memory-reservation 32m --memory-swappiness 10", Alone + "--cpus 0.5 --cpuset-cpus 0", Alone + "--cpu-quota 20000 --cpu-period 50000 -c 512",
        Alone + "--pids-limit 50", Alone + "--pids-limit -1", Alone + "--ulimit nofile=100:200 --ulimit core=0 --ulimit nproc=500", Alone + "--shm-size 1m --oom-score-adj 500",
        Alone + "--hostname there --domainname example.org", Alone + "--add-host other:10.0.0.7 --add-host six:fd00::7", Alone + "--dns 9.9.9.9 --dns-search example.org --dns-option ndots:2",
        "--network host", "--network host --dns 9.9.9.9 --hostname there",
        Alone + "--init", Alone + "--label one=two --stop-signal USR1", Alone + "--device /dev/kmsg:/dev/other:r", Alone + "--device /dev/net", Alone + "--device-cgroup-rule=c_4:*_r",
        Alone + "--sysctl net.core.somaxconn=77 --sysctl kernel.shmmax=9999", Alone + "--privileged --user app",
        Alone + "--ipc host", Alone + "--ipc none", Alone + "--ipc private", Alone + "--pid host", Alone + "--uts host", Alone + "--userns host", Alone + "--cgroupns private", Alone + "--cgroupns host",
    ];

    // Each names what differs, and why it shall. One that isn't met any more fails the test, as one does that isn't here.
    private static readonly KnownDifference[] Known =
    [
        new("a container's own name is in /etc/hosts at the loopback's address, where Docker without a bridge leaves it out: programs look up their own name",
            static seen => seen.Name == "file /etc/hosts" && seen.Slipway.Split(" | ").Except(seen.Docker.Split(" | ")) is var more && more.Count() == 1 && more.Single().StartsWith("127.0.0.1\t", StringComparison.Ordinal)),
        new("without a network /etc/resolv.conf names no server: a look-up fails at once in place of after its time",
            static seen => seen.Name == "file /etc/resolv.conf" && seen.Config.StartsWith(Alone, StringComparison.Ordinal) && seen.Slipway.StartsWith("# This container has no way to a name server.", StringComparison.Ordinal)),
        new("control groups have a namespace of their own on version 1 too, so that a container isn't told where it lies among the host's",
            static seen => (seen.Name.StartsWith("group ", StringComparison.Ordinal) && (seen.Docker, seen.Slipway) == ("GROUP", "/"))
                || (seen.Name.StartsWith("mount /sys/fs/cgroup", StringComparison.Ordinal) && seen.Docker.Replace(" GROUP", " /", StringComparison.Ordinal) == seen.Slipway)),
        new("/proc/interrupts is hidden, as by Docker from version 27 on: it tells what others do",
            static seen => seen.Name == "mount /proc/interrupts" && seen.Docker == ""),
        new("the host's console (5:1) is no device of a container; Docker lets who may make nodes write to it",
            static seen => seen.Name == "cgroup devices/devices.list" && seen.Docker.Replace("c 5:1 rwm ", "", StringComparison.Ordinal) == seen.Slipway),
        new("--memory is memory and swap together, as its name says; Docker gives as much swap again",
            static seen => seen.Name == "cgroup memory/memory.memsw.limit_in_bytes" && seen.Config.Contains("--memory 64m", StringComparison.Ordinal) && (seen.Docker, seen.Slipway) == ("134217728 ", "67108864 ")),
        new("ALL is every capability that the kernel has; Docker 20.10 knows none younger than AUDIT_READ",
            static seen => seen.Name == "status CapBnd:" && seen.Config.Contains("--user app", StringComparison.Ordinal) && seen.Docker.TrimStart('0').StartsWith("3f", StringComparison.Ordinal) && seen.Slipway.TrimStart('0').StartsWith("1ff", StringComparison.Ordinal)),
        new("no session keyring is made for each container, for they count against the host's root, who may have 200; so /proc/keys shows none where it isn't hidden",
            static seen => seen.Name == "see /proc/keys" && seen.Config.Contains("--privileged", StringComparison.Ordinal) && (seen.Docker, seen.Slipway) == ("/proc/keys 1", "/proc/keys 0")),
        new("with --uts host the environment and /etc/hostname tell the host's name, as uname does; Docker tells the container's id there",
            static seen => seen.Config.Contains("--uts host", StringComparison.Ordinal) && seen.Name is "env HOSTNAME" or "file /etc/hostname" && (seen.Docker, seen.Slipway) == ("ID", File.ReadAllText("/proc/sys/kernel/hostname").Trim())),
    ];

    private static readonly Ending[] Endings =
    [
        new("", "exit 3"), new("", "true"), new("--init", "exit 4"), new("--init", "kill -SEGV $$"), new("", "sh -c 'kill -9 $$'; exit $?"), new("", "sh -c 'kill -15 $$'; exit $?"),
        new("-m 16m --memory-swap 16m", "exec tail /dev/zero"), new("--pids-limit 3", "for i in 1 2 3 4 5 6; do sleep 0.2 & done || exit 5"),
        new("", "sleep 100", "stop -t 1"), new("", "trap 'exit 9' TERM; while :; do sleep 0.05; done", "stop"), new("--init", "sleep 100", "stop"),
        new("", "exec sleep 100", "kill"), new("--init", "exec sleep 100", "kill -s HUP"), new("", "trap 'exit 6' USR2; while :; do sleep 0.05; done", "kill -s USR2"),
        new("--stop-signal USR1", "trap 'exit 7' USR1; while :; do sleep 0.05; done", "stop"), new("--stop-signal USR1 --init", "exec sleep 100", "stop"),
        new("--stop-signal KILL", "trap 'exit 7' TERM; while :; do sleep 0.05; done", "stop"), new("", "trap '' TERM; while :; do sleep 0.05; done", "stop -t 1"),
    ];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task From_inside_nothing_differs_but_what_is_named_and_argued()
    {
        Directory.CreateDirectory(twin.Slipway.Folder["data"]);
        await File.WriteAllTextAsync(twin.Slipway.Folder["data/env"], "# comment\nB=2\nEMPTY=\nNOT_SET_ANYWHERE\nQUOTED=\"x y\"\n", Cancellation);
        await File.WriteAllTextAsync(twin.Slipway.Folder["profile.json"], SeccompProfile, Cancellation);
        var (unknown, met) = (new List<string>(), new HashSet<KnownDifference>());

        foreach (var config in Configs)
        {
            foreach (var difference in await CompareAsync(config))
            {
                if (Array.Find(Known, known => known.Is(difference)) is { } found)
                    met.Add(found);
                else
                    unknown.Add($"{config}: {difference.Name}\n    docker:  {difference.Docker}\n    slipway: {difference.Slipway}");
            }
        }

        unknown.ShouldBeEmpty(string.Join('\n', unknown));
        Known.Except(met).Select(static known => known.Why).ShouldBeEmpty("these don't differ any more");
    }

    [Fact]
    public async Task Programs_end_as_under_Docker_by_themselves_and_by_signals()
    {
        var different = new List<string>();
        foreach (var (index, ending) in Endings.Index())
        {
            var name = $"ending{index}";
            string[] options = [.. ending.Options.Split(' ', StringSplitOptions.RemoveEmptyEntries)];
            string[] words = ["run", "-d", "--network", "none", "--name", name, .. options, DockerTwin.Image, "sh", "-c", ending.Script];
            var started = await twin.RunAsync(words);
            // Docker 20.10 gives up when a program has ended before it was told that it runs.
            for (var attempt = 0; attempt < 5 && started.Docker.Error.Contains("cannot start a stopped process", StringComparison.Ordinal); attempt++)
            {
                await twin.RunAsync("rm", "-f", name);
                started = await twin.RunAsync(words);
            }
            (started.Docker.ExitCode, started.Slipway.ExitCode).ShouldBe((0, 0), started.Docker.Error + started.Slipway.Error);
            if (ending.How.Length > 0)
            {
                // A handler has to be there before the signal is.
                await twin.RunAsync("exec", name, "sleep", "0.3");
                await twin.RunAsync([.. ending.How.Split(' '), name]);
            }
            var (docker, slipway) = await twin.RunAsync("wait", name);
            if (docker.Output != slipway.Output)
                different.Add($"{ending}: docker {docker.Output.Trim()}, slipway {slipway.Output.Trim()} {slipway.Error}");
            await twin.RunAsync("rm", "-f", name);
        }

        different.ShouldBeEmpty(string.Join('\n', different));
    }

    [Theory]
    [InlineData("twin:1 /nope")]
    [InlineData("twin:1 /etc/passwd")]
    [InlineData("twin:1 /etc")]
    [InlineData("twin:1 nope-on-path")]
    [InlineData("-u nobody-here twin:1 true")]
    [InlineData("-u 0:nogroup-here twin:1 true")]
    [InlineData("--group-add nogroup-here twin:1 true")]
    [InlineData("-w relative twin:1 true")]
    [InlineData("--cap-add FLY twin:1 true")]
    [InlineData("--memory 1k twin:1 true")]
    [InlineData("--sysctl kernel.panic=1 twin:1 true")]
    [InlineData("--security-opt seccomp=/not/there twin:1 true")]
    [InlineData("--ulimit flights=3 twin:1 true")]
    [InlineData("--uts host --hostname x twin:1 true")]
    public async Task What_cannot_be_run_is_refused_by_both(string words)
    {
        var (docker, slipway) = await twin.RunAsync(["run", "-d", "--rm", "--network", "none", .. words.Split(' ')]);

        docker.ExitCode.ShouldBeGreaterThan(0);
        slipway.Output.ShouldBeEmpty();
        // Of a word that can't be meant ours says 2, a usage error, as everywhere in the program.
        slipway.ExitCode.ShouldBe(docker.ExitCode == 125 && slipway.ExitCode == 2 ? 2 : docker.ExitCode, $"{docker.Error}\n{slipway.Error}");
    }

    private async Task<List<SeenDifference>> CompareAsync(string config)
    {
        var text = config.Replace("FOLDER", twin.Slipway.Folder["data"], StringComparison.Ordinal).Replace("PROFILE", twin.Slipway.Folder["profile.json"], StringComparison.Ordinal);
        string[] words = [.. text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(static word => word.Replace('_', ' ') is var spaced && word.Contains("rule=", StringComparison.Ordinal) ? spaced : word)];
        var (docker, slipway) = await twin.RunAsync(["run", "--rm", .. words, .. words.Contains(DockerTwin.Image) ? (string[])[] : [DockerTwin.Image]]);
        var (theirs, ours) = (InsideView.Read(docker), InsideView.Read(slipway));
        if (docker.ExitCode + slipway.ExitCode != 0 || ours.Count < LeastFacts)
            return [new(config, "all", docker.Error, slipway.Error)];
        return [.. theirs.Keys.Union(ours.Keys).Select(name => new SeenDifference(config, name, theirs.GetValueOrDefault(name, ""), ours.GetValueOrDefault(name, ""))).Where(static seen => seen.Docker != seen.Slipway)];
    }

    // chown is refused; what root may by its capabilities is told by conditions.
    private const string SeccompProfile =
        """
        {
          "defaultAction": "SCMP_ACT_ALLOW",
          "archMap": [{ "architecture": "SCMP_ARCH_X86_64", "subArchitectures": ["SCMP_ARCH_X86", "SCMP_ARCH_X32"] }, { "architecture": "SCMP_ARCH_AARCH64", "subArchitectures": ["SCMP_ARCH_ARM"] }],
          "syscalls": [
            { "names": ["chown", "fchownat", "lchown", "fchown"], "action": "SCMP_ACT_ERRNO", "errnoRet": 1, "args": [], "includes": { "caps": ["CAP_CHOWN"] }, "excludes": {} },
            { "names": ["mknod", "mknodat"], "action": "SCMP_ACT_ERRNO", "args": [], "includes": {}, "excludes": { "caps": ["CAP_MKNOD"] } },
            { "names": ["unshare"], "action": "SCMP_ACT_ERRNO", "args": [{ "index": 0, "value": 268435456, "valueTwo": 268435456, "op": "SCMP_CMP_MASKED_EQ" }] }
          ]
        }
        """;

    private sealed record SeenDifference(string Config, string Name, string Docker, string Slipway);

    private sealed record KnownDifference(string Why, Func<SeenDifference, bool> Is);

    private sealed record Ending(string Options, string Script, string How = "");
}
