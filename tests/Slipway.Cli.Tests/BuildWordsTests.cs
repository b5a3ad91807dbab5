// SPDX-License-Identifier: Apache-2.0
using System.CommandLine;
using Slipway.Cli.Commands.Building;

namespace Slipway.Cli.Tests;

/// <summary>The words of <c>slipway build</c> that say how much a step may use.</summary>
public sealed class BuildWordsTests
{
    [Theory]
    [InlineData("512m", 512L << 20)]
    [InlineData("1.5g", 3L << 29)]
    [InlineData("64MB", 64L << 20)]
    [InlineData("2GiB", 2L << 30)]
    [InlineData("100b", 100)]
    [InlineData("100", 100)]
    public void Sizes_are_Dockers(string text, long expected)
    {
        MemoryText.TryParse(text, out var bytes).ShouldBeTrue();
        bytes.ShouldBe(expected);
    }

    [Theory]
    [InlineData("")]
    [InlineData("m")]
    [InlineData("-1m")]
    [InlineData("1x")]
    [InlineData("0")]
    public void What_is_no_size_is_refused(string text) => MemoryText.TryParse(text, out _).ShouldBeFalse();

    [Fact]
    public void Limits_are_read_in_Dockers_spelling()
    {
        var limits = Read("-m", "1g", "--memory-swap", "2g", "--cpu-quota", "50000", "--cpu-period", "100000", "-c", "512", "--cpuset-cpus", "0-1",
            "--shm-size", "128m", "--ulimit", "nofile=1024:2048", "--ulimit", "core=0", "--cgroup-parent", "builds/x", "--step-timeout", "10m");

        limits.Resources.MemoryBytes.ShouldBe(1L << 30);
        limits.Resources.MemoryAndSwapBytes.ShouldBe(2L << 30);
        (limits.Resources.CpuQuota, limits.Resources.CpuPeriod, limits.Resources.CpuShares, limits.Resources.CpuSet).ShouldBe((50000, 100000ul, 512ul, "0-1"));
        limits.SharedMemoryBytes.ShouldBe(128L << 20);
        limits.ProcessLimits.Select(limit => (limit.Type, limit.Soft, limit.Hard)).ShouldBe([("RLIMIT_NOFILE", 1024ul, 2048ul), ("RLIMIT_CORE", 0ul, 0ul)]);
        limits.CgroupParent.ShouldBe("/builds/x");
        limits.Timeout.ShouldBe(TimeSpan.FromMinutes(10));
    }

    [Theory]
    [InlineData("4 MiB", "-m", "1m")]
    [InlineData("there is no --memory", "--memory-swap", "1g")]
    [InlineData("less than --memory", "-m", "1g", "--memory-swap", "512m")]
    [InlineData("give one or the other|says what", "--cpus", "1", "--cpu-quota", "50000")]
    [InlineData("RLIMIT_WHAT", "--ulimit", "what=1")]
    [InlineData("NAME=SOFT", "--ulimit", "nofile")]
    [InlineData("above the hard one", "--ulimit", "nofile=2:1")]
    [InlineData("systemd's slice", "--cgroup-parent", "user.slice")]
    [InlineData("is not a path", "--cgroup-parent", "/a/../b")]
    [InlineData("0-3,5", "--cpuset-cpus", "first")]
    [InlineData("1000 microseconds", "--cpu-quota", "1")]
    [InlineData("40 days at most", "--step-timeout", "41d")]
    public void A_limit_that_cannot_be_is_refused(string expected, params string[] words)
    {
        var problem = Should.Throw<CommandException>(() => Read(words));

        expected.Split('|').ShouldContain(part => problem.Message.Contains(part, StringComparison.Ordinal), problem.Message);
        problem.ExitCode.ShouldBe(ExitCode.Usage);
    }

    [Fact]
    public void A_shell_that_is_not_named_leaves_the_next_word_alone()
    {
        OptionalValues.Fill(["build", "--shell-on-failure", ".", "--", "--shell-on-failure"]).ShouldBe(["build", $"--shell-on-failure={OptionalValues.Absent}", ".", "--", "--shell-on-failure"]);
        OptionalValues.Fill(["build", "--shell-on-failure=/bin/bash"]).ShouldBe(["build", "--shell-on-failure=/bin/bash"]);
        OptionalValues.Fill(["run", "image", "program", "--shell-on-failure"]).ShouldBe(["run", "image", "program", "--shell-on-failure"]);
    }

    private static Build.StepLimits Read(params string[] words)
    {
        var limits = new StepLimitWords();
        var command = new RootCommand();
        foreach (var option in limits.Options)
            command.Add(option);
        var parsed = command.Parse(words);
        parsed.Errors.ShouldBeEmpty();
        return limits.Read(parsed);
    }
}
