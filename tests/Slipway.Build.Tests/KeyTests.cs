// SPDX-License-Identifier: Apache-2.0
using Slipway.Native;
using Slipway.Oci;
using Slipway.TestKit;

namespace Slipway.Build.Tests;

/// <summary>Each input of a step, changed alone, makes it another step.</summary>
public sealed class KeyTests
{
    private const string Copy = "FROM test/busybox:1 AS other\nRUN mkdir /o && echo o > /o/f\nFROM test/busybox:1\nCOPY src /dst\nCOPY --from=other /o /o\n";
    private const string Run = "FROM test/busybox:1\nARG A=1\nENV E=1\nWORKDIR /w\nUSER app\nRUN --mount=type=bind,source=src,target=/src true\n";

    public KeyTests() => Needs.Root();

    public static TheoryData<string, string, string> Changes => new()
    {
        { Copy, "source", "touch:src/new" },
        { Copy, "content", "write:src/f" },
        { Copy, "mode", "chmod:src/f" },
        { Copy, "folder mode", "chmod:src/d" },
        { Copy, "link target", "link:src/l" },
        { Copy, "attribute", "attribute:src/f" },
        { Copy, "kind of file", "kind:src/f" },
        { Copy, "destination", "replace:/dst=>/other" },
        { Copy, "owner", "replace:COPY src=>COPY --chown=1 src" },
        { Copy, "chmod", "replace:COPY src=>COPY --chmod=700 src" },
        { Copy, "exclude", "replace:COPY src=>COPY --exclude=d src" },
        { Copy, "link", "replace:COPY src=>COPY --link src" },
        { Copy, "parents", "replace:COPY src=>COPY --parents src" },
        { Copy, "add", "replace:COPY src=>ADD src" },
        { Copy, "other stage", "replace:echo o=>echo p" },
        { Run, "command", "replace:true=>false" },
        { Run, "form of the command", "replace:true=>[\"/bin/sh\",\"-c\",\"true \"]" },
        { Run, "arg", "replace:A=1=>A=2" },
        { Run, "environment", "replace:E=1=>E=2" },
        { Run, "folder", "replace:/w=>/x" },
        { Run, "user", "replace:USER app=>USER root" },
        { Run, "network", "replace:RUN =>RUN --network=none " },
        { Run, "mounted content", "write:src/f" },
        { Run, "mount target", "replace:target=/src=>target=/elsewhere" },
        { Run, "mount access", "replace:target=/src=>target=/src,rw" },
        { Run, "another mount", "replace:RUN =>RUN --mount=type=tmpfs,target=/t " },
        { Run, "secret", "replace:RUN =>RUN --mount=type=secret,id=x " },
        { Run, "cache mount", "replace:RUN =>RUN --mount=type=cache,target=/c " },
        { Run, "shell", "replace:USER app=>SHELL [\"/bin/sh\",\"-e\",\"-c\"]\nUSER app" },
        { Run, "base", "base" },
        { Copy, "base", "base" },
    };

    [Theory]
    [MemberData(nameof(Changes))]
    public async Task A_change_of_one_input_makes_another_step(string dockerfile, string input, string change)
    {
        using var world = await WorldAsync();
        await world.BuildAsync(dockerfile);
        var keys = await KeysAsync(world, dockerfile);

        var changed = await ApplyAsync(world, dockerfile, change);
        var plan = await PlanAsync(world, changed);

        plan.Steps.ShouldContain(step => step.Cache == CacheState.Missing, customMessage: $"{input}: {string.Join(", ", keys)}");
    }

    [Theory]
    [InlineData("time:src/f")]
    [InlineData("owner:src/f")]
    [InlineData("copy:src/f")]
    [InlineData("none")]
    public async Task What_does_not_count_changes_nothing(string change)
    {
        using var world = await WorldAsync();
        foreach (var dockerfile in new[] { Copy, Run })
        {
            await world.BuildAsync(dockerfile);
            await ApplyAsync(world, dockerfile, change);
            (await PlanAsync(world, dockerfile)).Steps.ShouldAllBe(step => step.Cache == CacheState.Cached || step.Cache == CacheState.None, customMessage: change);
        }
    }

    [Fact]
    public async Task A_mode_that_is_replaced_anyway_does_not_count()
    {
        using var world = await WorldAsync();
        const string dockerfile = "FROM scratch\nCOPY --chmod=755 src /dst\n";
        await world.BuildAsync(dockerfile);
        LinuxFile.SetMode(world.Context + "/src/f", 0x180);

        (await PlanAsync(world, dockerfile)).Steps.ShouldAllBe(step => step.Cache == CacheState.Cached);
    }

    [Fact]
    public async Task What_names_of_owners_mean_counts_for_a_linked_copy()
    {
        using var world = await WorldAsync();
        string Dockerfile(int uid) => $"FROM {BuildWorld.Base}\nRUN echo 'new:x:{uid}:{uid}::/:' >> /etc/passwd\nCOPY --link --chown=new src/f /f\n";

        (await world.BuildAsync(Dockerfile(5))).Stat("/f").ShouldBe("0644 5:5 file");
        (await world.BuildAsync(Dockerfile(6))).Stat("/f").ShouldBe("0644 6:6 file");
    }

    [Fact]
    public void Values_never_run_together()
    {
        string Key(params (string Name, string[] Values)[] fields)
        {
            var key = new KeyWriter();
            foreach (var (name, values) in fields)
                key.Add(name, values);
            return key.Seal().Digest.ToString();
        }

        string[] keys =
        [
            Key(("a", ["b", "c"])), Key(("a", ["bc"])), Key(("a", ["b"]), ("c", [])), Key(("ab", ["c"])), Key(("a", ["", "bc"])), Key(("a", ["b", "c", ""])), Key(("a", ["c", "b"])), Key(),
        ];
        keys.Distinct().Count().ShouldBe(keys.Length);
    }

    private static async Task<BuildWorld> WorldAsync()
    {
        var world = await BuildWorld.WithBaseAsync();
        world.Write("src/f", "f");
        world.Write("src/d/g", "g");
        File.CreateSymbolicLink(world.Context + "/src/l", "f");
        return world;
    }

    private static Task<BuildPlan> PlanAsync(BuildWorld world, string dockerfile) =>
        new BuildEngine(world.Services).PlanAsync(new() { Targets = [world.Target(dockerfile)] }, TestContext.Current.CancellationToken);

    private static async Task<IReadOnlyList<string>> KeysAsync(BuildWorld world, string dockerfile) =>
        [.. (await PlanAsync(world, dockerfile)).Steps.Select(step => $"{step.Step.Name} {step.Cache}")];

    private static async Task<string> ApplyAsync(BuildWorld world, string dockerfile, string change)
    {
        var (verb, what) = change.IndexOf(':', StringComparison.Ordinal) is > 0 and var colon ? (change[..colon], change[(colon + 1)..]) : (change, "");
        var path = Path.Combine(world.Context, what);
        switch (verb)
        {
            case "touch":
                File.WriteAllText(path, "");
                break;
            case "write":
                File.WriteAllText(path, "x");
                break;
            case "chmod":
                LinuxFile.SetMode(path, 0x1C0);
                break;
            case "link":
                LinuxFile.Remove(path);
                File.CreateSymbolicLink(path, "d");
                break;
            case "attribute":
                LinuxFile.SetAttribute(path, "user.test", "x"u8);
                break;
            case "kind":
                LinuxFile.Remove(path);
                LinuxFile.CreateFifo(path, 0x1A4);
                break;
            case "time":
                LinuxFile.SetTimes(path, new(1));
                break;
            case "owner":
                LinuxFile.SetOwner(path, 99, 99);
                break;
            case "copy":
                File.Copy(path, path + ".new");
                LinuxFile.SetMode(path + ".new", LinuxFile.GetStatus(path).Mode);
                File.Move(path + ".new", path, overwrite: true);
                break;
            case "base":
                await world.AddBaseAsync(BuildWorld.Base, Platform.Host, null, BuildWorld.File("changed", "x"));
                break;
            case "replace":
                var parts = what.Split("=>");
                dockerfile.ShouldContain(parts[0]);
                return dockerfile.Replace(parts[0], parts[1], StringComparison.Ordinal);
        }
        return dockerfile;
    }
}
