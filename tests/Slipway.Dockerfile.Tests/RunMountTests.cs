// SPDX-License-Identifier: Apache-2.0
using static Slipway.Dockerfile.Tests.TestDockerfile;

namespace Slipway.Dockerfile.Tests;

public class RunMountTests
{
    [Fact]
    public void A_mount_is_bound_read_only_unless_said_otherwise()
    {
        Resolve("target=/src").ShouldBe(new RunBindMount("/src"));
        Resolve("type=bind,from=build,source=/out,dst=/src,rw").ShouldBe(new RunBindMount("/src") { From = "build", Source = "/out", IsReadOnly = false });
    }

    [Fact]
    public void A_cache_has_its_target_for_an_id()
    {
        Resolve("type=cache,target=/root/.npm").ShouldBe(new RunCacheMount("/root/.npm", "/root/.npm"));
        Resolve("type=cache,id=a,destination=/c,sharing=locked,mode=0700,uid=1000,gid=1001,from=b,src=/s,ro").ShouldBe(
            new RunCacheMount("/c", "a")
            {
                From = "b", Source = "/s", Sharing = CacheSharing.Locked, Mode = Convert.ToInt32("700", 8), Uid = 1000, Gid = 1001, IsReadOnly = true,
            });
    }

    [Fact]
    public void A_tmpfs_may_have_a_size()
    {
        Resolve("type=tmpfs,target=/t").ShouldBe(new RunTmpfsMount("/t"));
        Resolve("type=tmpfs,target=/t,size=64m").ShouldBe(new RunTmpfsMount("/t") { Size = 64 * 1024 * 1024 });
    }

    [Fact]
    public void A_secret_is_a_file_or_a_variable_or_both()
    {
        Resolve("type=secret,id=npm").ShouldBe(new RunSecretMount("npm") { Target = "/run/secrets/npm" });
        Resolve("type=secret,target=/etc/key").ShouldBe(new RunSecretMount("key") { Target = "/etc/key" });
        Resolve("type=secret,id=t,env=TOKEN").ShouldBe(new RunSecretMount("t") { Variable = "TOKEN" });
        Resolve("type=secret,id=t,env=TOKEN,target=/t,required,mode=0444,uid=1,gid=2").ShouldBe(
            new RunSecretMount("t") { Variable = "TOKEN", Target = "/t", IsRequired = true, Mode = Convert.ToInt32("444", 8), Uid = 1, Gid = 2 });
    }

    [Fact]
    public void An_ssh_agent_is_the_default_one_unless_said()
    {
        Resolve("type=ssh").ShouldBe(new RunSshMount("default"));
        Resolve("type=ssh,id=deploy,target=/s,required=true").ShouldBe(new RunSshMount("deploy") { Target = "/s", IsRequired = true });
    }

    [Fact]
    public void Variables_count_in_all_values_but_from()
    {
        var run = Instruction<RunInstruction>("RUN --mount=type=cache,target=/$A,id=${B:-b} x");
        var problems = new List<Diagnostic>();
        var expander = new WordExpander('\\');
        var variables = new Dictionary<string, string> { ["A"] = "cache" };
        run.Mounts[0].Resolve(word => expander.Expand(word, variables).Text, problems).ShouldBe(new RunCacheMount("/cache", "b"));
        problems.ShouldBeEmpty();
        run.ExpandableWords.Select(word => word.Word.Text).ShouldBe(["cache", "/$A", "${B:-b}"]);
    }

    [Theory]
    [InlineData("type=cahe,target=/c", "2:18: error: there is no mount type 'cahe'\nhelp: did you mean 'cache'?")]
    [InlineData("targt=/c", "2:13: error: --mount has no key 'targt'\nhelp: did you mean 'target'?")]
    [InlineData("type=cache,target=/c,sharing=looked", "2:42: error: a cache cannot be shared as 'looked'\nhelp: did you mean 'locked'?")]
    [InlineData("target=/", "2:20: error: nothing can be mounted on '/'\nhelp: name a folder below it")]
    [InlineData("type=secret", "2:13: error: a secret mount needs an id\nhelp: write --mount=type=secret,id=<name>")]
    [InlineData("type=secret,id=a,source=b", "2:37: error: a secret mount has either 'id' or 'source'\nhelp: both name the secret: leave one out")]
    [InlineData("target=/a,uid=1", "2:23: error: a bind mount has no key 'uid'\nhelp: its keys are from, source, target, readonly, readwrite")]
    [InlineData("type=cache,target=/c,mode=9", "2:39: error: '9' is not a mode\nhelp: write octal digits, such as 0755")]
    [InlineData("type=cache,target=/c,uid=-1", "2:38: error: '-1' is not a uid\nhelp: write a number from 0")]
    [InlineData("type=tmpfs,target=/c,size=1x", "2:39: error: '1x' is not a size\nhelp: write bytes, or a number with k, m, g or t")]
    [InlineData("type=cache,target=/c,ro=maybe", "2:37: error: 'maybe' is neither true nor false")]
    [InlineData("type=bind,target=/c,from=$x", "2:38: error: variables don't count in 'from'\nhelp: begin a stage with FROM $x AS <name>, and name that stage here")]
    [InlineData("type=cache,target", "2:24: error: the key 'target' needs a value\nhelp: write target=…")]
    public void A_mount_that_cannot_be_is_reported_at_its_place(string mount, string expected) =>
        Problems($"RUN --mount={mount} x").ShouldBe($"Dockerfile:{expected}\n");

    private static RunMount? Resolve(string mount)
    {
        var problems = new List<Diagnostic>();
        var resolved = Instruction<RunInstruction>($"RUN --mount={mount} x").Mounts[0].Resolve(word => word.Text, problems);
        problems.ShouldBeEmpty();
        return resolved;
    }
}
