// SPDX-License-Identifier: Apache-2.0
using System.Text.RegularExpressions;

namespace Slipway.EndToEnd.Tests;

/// <summary>What a container tells of itself from inside: facts by name, with ids and folders of the host taken out.</summary>
internal static partial class InsideView
{
    /// <summary>The script that tells, for a busybox shell.</summary>
    public const string Script =
        """
        put() { printf '%s\t%s\n' "$1" "$2"; }
        while read -r name rest; do case $name in Uid:|Gid:|Groups:|Cap*|NoNewPrivs:|Seccomp*|SigIgn:|SigBlk:) put "status $name" "$rest";; esac; done </proc/self/status
        while IFS= read -r line; do put mount "$line"; done </proc/self/mountinfo
        env | while IFS= read -r line; do put "env ${line%%=*}" "${line#*=}"; done
        while IFS= read -r line; do put limit "$line"; done </proc/self/limits
        for file in hosts hostname resolv.conf; do while IFS= read -r line; do put "file /etc/$file" "$line"; done </etc/$file; done
        while IFS= read -r line; do put group "$line"; done </proc/self/cgroup
        put name "$(hostname)"; put domain "$(cat /proc/sys/kernel/domainname)"; put folder "$(pwd)"; put umask "$(umask)"; put id "$(id)"; put oom "$(cat /proc/self/oom_score_adj)"
        ls -ln /dev | while read -r mode links uid gid rest; do case $mode in total) ;; [bc]*) set -- $rest; put "dev $(echo "$rest" | sed 's/.* //')" "$mode $uid $gid $1 $2";; *) put "dev $(echo "$rest" | sed 's/^[^:]*:[0-9]* //')" "$mode $uid $gid";; esac; done
        for file in memory/memory.limit_in_bytes memory/memory.memsw.limit_in_bytes memory/memory.soft_limit_in_bytes memory/memory.swappiness cpu/cpu.shares cpu/cpu.cfs_quota_us cpu/cpu.cfs_period_us cpuset/cpuset.cpus cpuset/cpuset.mems pids/pids.max devices/devices.list memory.max memory.swap.max memory.low cpu.max cpu.weight cpuset.cpus.effective pids.max; do [ -f /sys/fs/cgroup/$file ] && put "cgroup $file" "$(sort /sys/fs/cgroup/$file | tr '\n' ' ')"; done
        for name in net/ipv4/ip_unprivileged_port_start net/ipv4/ping_group_range net/core/somaxconn kernel/shmmax kernel/msgmax fs/mqueue/msg_max; do put "sysctl $name" "$(cat /proc/sys/$name 2>/dev/null)"; done
        for path in /etc/x /proc/sys/kernel/msgmax /sys/x /data/x /tmp/x /dev/x /dev/shm/x; do (: >>$path) 2>/dev/null && put "write $path" yes || put "write $path" no; done
        for file in /proc/kcore /proc/keys /proc/sched_debug /proc/timer_list /sys/firmware; do put "see $file" "$(ls -d $file 2>/dev/null) $(head -c 1 $file 2>/dev/null | wc -c)"; done
        (cd /data 2>/dev/null && ls -ln | awk '{print $1,$3,$4,$NF}') | while IFS= read -r line; do put data "$line"; done
        for name in ls mount unshare; do :; done
        unshare -U true 2>/dev/null && put "may unshare" yes || put "may unshare" no
        mknod /tmp/node c 1 3 2>/dev/null && put "may mknod" yes || put "may mknod" no
        chown 5:5 /tmp 2>/dev/null && put "may chown" yes || put "may chown" no
        """;

    /// <summary>The facts by name; several of one name joined.</summary>
    public static Dictionary<string, string> Read(Answer answer)
    {
        var facts = answer.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(static line => line.Split('\t', 2)).Where(static parts => parts.Length == 2)
            .Select(static parts => parts[0] switch
            {
                "mount" => ReadMount(parts[1]),
                "limit" => (Name: $"limit {parts[1][..25].Trim()}", Value: Spaces().Replace(parts[1][25..].Trim(), " ")),
                "group" => (Name: $"group {parts[1].Split(':')[1]}", Value: parts[1].Split(':', 3)[2]),
                _ => (Name: parts[0], Value: parts[1]),
            })
            .GroupBy(static fact => fact.Name).ToDictionary(static group => group.Key, static group => WithoutIds(string.Join(" | ", group.Select(static fact => fact.Value))));
        facts["exit code"] = answer.ExitCode.ToString(System.Globalization.CultureInfo.InvariantCulture);
        return facts;
    }

    // "36 35 98:0 /root /target options [optional…] - type source super-options"; of a file system of the host only whether it can be written counts.
    private static (string Name, string Value) ReadMount(string line)
    {
        var fields = line.Split(' ');
        var at = Array.IndexOf(fields, "-");
        var (type, super) = (fields[at + 1], fields[at + 3]);
        return ($"mount {fields[4].Replace("//", "/", StringComparison.Ordinal)}",
            $"{type} {fields[5]}{(type is "tmpfs" or "devpts" && fields[3] == "/" ? $" {super}" : "")}{(type == "cgroup" ? $" {fields[3]}" : "")}");
    }

    private static string WithoutIds(string text) => GroupPath().Replace(ShortId().Replace(LongId().Replace(text, "ID"), "ID"), "GROUP");

    [GeneratedRegex(" +")]
    private static partial Regex Spaces();

    [GeneratedRegex(@"\b[0-9a-f]{64}\b")]
    private static partial Regex LongId();

    [GeneratedRegex(@"\b[0-9a-f]{12}\b")]
    private static partial Regex ShortId();

    [GeneratedRegex(@"/(docker|slipway)/([0-9a-f]{8}-)?ID")]
    private static partial Regex GroupPath();
}
