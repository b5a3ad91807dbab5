// SPDX-License-Identifier: Apache-2.0
using Slipway.Native;

namespace Slipway.EndToEnd.Tests;

/// <summary>Files copied in and out of containers: the same commands by Docker's client and ours, and the trees that come of them compared.</summary>
public sealed class CopyingTests(DockerTwin twin) : IClassFixture<DockerTwin>
{
    private const string Source =
        "mkdir -p /src/dir/sub; echo a > /src/dir/a; echo c > /src/dir/sub/c; echo file > /src/file; chmod 640 /src/file; chown 1000:1000 /src/file /src/dir/a; ln -s file /src/link; ln -s dir /src/dirlink; "
        + "ln -s /nowhere /src/dangling; ln /src/dir/a /src/dir/hard; touch -d 2001-02-03 /src/file /src/dir/a /src/dir";

    private const string Target =
        "mkdir -p /target/dir /target/full/dir; echo old > /target/old; ln -s old /target/oldlink; ln -s dir /target/dirlink; ln -s /target/dir /target/absolute; echo x > /target/full/dir/x";

    // What is copied, in docker cp's words: BOX is the container, HERE a folder of ours that holds the same tree.
    private static readonly string[] Copies =
    [
        "BOX:/src/file HERE/target/new", "BOX:/src/file HERE/target/dir", "BOX:/src/file HERE/target/dir/", "BOX:/src/file HERE/target/missing/", "BOX:/src/file HERE/missing/new", "BOX:/src/file HERE/target/old",
        "BOX:/src/file HERE/target/oldlink", "BOX:/src/file HERE/target/dirlink", "BOX:/src/dir HERE/target/new", "BOX:/src/dir HERE/target/full", "BOX:/src/dir/. HERE/target/full/dir", "BOX:/src/dir/. HERE/target/new",
        "BOX:/src/dir HERE/target/old", "BOX:/src/link HERE/target/dir", "-L BOX:/src/link HERE/target/dir", "-L BOX:/src/link HERE/target/new", "BOX:/src/dirlink HERE/target/dir", "BOX:/src/dirlink/ HERE/target/dir", "BOX:/src/dirlink/. HERE/target/dir",
        "-L BOX:/src/dirlink HERE/target/dir", "BOX:/src/dangling HERE/target/dir", "BOX:/missing HERE/target/dir", "BOX:/src/file/ HERE/target/new", "-a BOX:/src/file HERE/target/new", "-a BOX:/src/dir HERE/target/new", "BOX:src/file HERE/target/new",
        "BOX:/../../src/file HERE/target/new",
        "HERE/src/file BOX:/target/new", "HERE/src/file BOX:/target/dir", "HERE/src/file BOX:/target/missing/", "HERE/src/file BOX:/missing/new", "HERE/src/file BOX:/target/old", "HERE/src/file BOX:/target/oldlink",
        "HERE/src/file BOX:/target/dirlink", "HERE/src/file BOX:/target/absolute", "HERE/src/dir BOX:/target/new", "HERE/src/dir BOX:/target/full", "HERE/src/dir/. BOX:/target/full/dir", "HERE/src/dir BOX:/target/old", "HERE/src/link BOX:/target/dir",
        "-L HERE/src/link BOX:/target/new", "HERE/src/dirlink BOX:/target/dir", "HERE/missing BOX:/target/dir", "-a HERE/src/dir BOX:/target/new", "HERE/src/dir BOX:target", "HERE/src/file BOX:/../../target/new",
    ];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("sleep 1000")]
    [InlineData("true")]
    public async Task Files_are_copied_by_Dockers_rules_whether_the_container_runs_or_not(string then)
    {
        var name = $"box-{then[0]}";
        var targets = string.Join("; ", Enumerable.Range(0, Copies.Length).Select(TargetOf));
        await twin.RunAsync("run", "-d", "--network", "none", "--name", name, DockerTwin.Image, "sh", "-c", $"{Source}; {targets}; touch /filled; {then}");
        if (then == "true")
            await twin.RunAsync("wait", name);
        else
            await twin.RunAsync("exec", name, "sh", "-c", "while [ ! -e /filled ]; do sleep 0.02; done");

        var theirs = await CopyAllAsync(name, "theirs", async words => (await twin.Docker.TryAsync(words, Cancellation)).ExitCode == 0);
        var ours = await CopyAllAsync(name, "ourown", async words => (await twin.Slipway.RunAsync(words)).ExitCode == 0);

        var different = new List<string>();
        foreach (var (index, copy) in Copies.Index())
        {
            // What -a promises Docker's client doesn't do: files that come out are its own all the same.
            var isKept = copy.StartsWith("-a BOX", StringComparison.Ordinal);
            ours[index].Contains("1000:1000", StringComparison.Ordinal).ShouldBe(isKept, copy);
            if (theirs[index] != (isKept ? ours[index].Replace("1000:1000", "0:0", StringComparison.Ordinal) : ours[index]))
                different.Add($"{copy}\n  docker:\n{theirs[index]}\n  slipway:\n{ours[index]}");
        }
        different.ShouldBeEmpty(string.Join('\n', different));
        await twin.RunAsync("rm", "-f", name);
    }

    [Fact]
    public async Task A_stream_is_a_tar_and_volumes_and_memory_are_reached()
    {
        (await twin.Slipway.RunAsync("run", "-d", "--name", "streams", "-v", "vol:/vol", "--tmpfs", "/memory", DockerTwin.Image, "sh", "-c", $"{Source}; {Target}; sleep 1000")).ShouldSucceed();
        await File.WriteAllBytesAsync(twin.Slipway.Folder["out.tar"], (await twin.Slipway.RunAsync("cp", "streams:/src", "-")).ShouldSucceed().Bytes, Cancellation);
        (await TarListing.ReadAsync(twin.Slipway.Folder["out.tar"], Cancellation)).ShouldContain(static line => line.EndsWith(" src/dir/sub/c", StringComparison.Ordinal));
        foreach (var place in (string[])["/vol", "/memory", "/target/dir"])
        {
            (await twin.Slipway.RunThroughAsync(twin.Slipway.Folder["out.tar"], "cp", "-", $"streams:{place}")).ShouldSucceed();
            (await twin.Slipway.RunAsync("exec", "streams", "cat", $"{place}/src/dir/sub/c")).Output.ShouldBe("c\n");
        }
        (await twin.Slipway.RunThroughAsync(twin.Slipway.Folder["out.tar"], "cp", "-", "streams:/missing")).ShouldRefuse(1, "no folder 'streams:/missing'");
        (await twin.Slipway.RunAsync("stop", "-t", "0", "streams")).ShouldSucceed();

        await File.WriteAllTextAsync(twin.Slipway.Folder["note"], "while it is down", Cancellation);
        (await twin.Slipway.RunAsync("cp", twin.Slipway.Folder["note"], "streams:/vol/note")).ShouldSucceed();
        (await twin.Slipway.RunAsync("cp", twin.Slipway.Folder["note"], "streams:/etc/note")).ShouldSucceed();
        (await twin.Slipway.RunAsync("run", "--rm", "-v", "vol:/v", DockerTwin.Image, "cat", "/v/note")).Output.ShouldBe("while it is down");
        (await twin.Slipway.RunAsync("start", "streams")).ShouldSucceed();
        (await twin.Slipway.RunAsync("exec", "streams", "cat", "/etc/note", "/vol/note")).Output.ShouldBe("while it is downwhile it is down");
        (await twin.Slipway.RunAsync("diff", "streams")).Output.ShouldContain("A /etc/note\n");
        (await twin.Slipway.RunAsync("cp", "streams:/a", "other:/b")).ShouldRefuse(2, "from one container to another");
        (await twin.Slipway.RunAsync("cp", "a", "b")).ShouldRefuse(2, "neither side");
        (await twin.Slipway.RunAsync("rm", "-f", "streams")).ShouldSucceed();
        File.ReadAllText("/proc/mounts").ShouldNotContain(Path.Combine(twin.Slipway.Home, "run/roots"));
    }

    [Theory]
    [InlineData("sleep 1000")]
    [InlineData("true")]
    public async Task No_link_of_a_hostile_container_leads_out_of_it(string then)
    {
        var host = twin.Slipway.Folder[$"host-{then[0]}"];
        Directory.CreateDirectory(host);
        await File.WriteAllTextAsync(Path.Combine(host, "secret"), "the host's", Cancellation);
        var up = string.Concat(Enumerable.Repeat("../", 20));
        var script = $"mkdir -p /a/b; ln -s {host} /a/out; ln -s {up}{host.TrimStart('/')} /a/up; ln -s {host}/secret /a/file; ln -s /proc/1/root{host} /a/magic; ln -s /a/out /a/twice; echo mine > /a/mine; {then}";
        (await twin.Slipway.RunAsync("run", "-d", "--name", "hostile", DockerTwin.Image, "sh", "-c", script)).ShouldSucceed();
        if (then == "true")
            (await twin.Slipway.RunAsync("wait", "hostile")).ShouldSucceed();
        else
            while ((await twin.Slipway.RunAsync("exec", "hostile", "test", "-e", "/a/mine")).ExitCode != 0)
                await Task.Delay(10, Cancellation);
        await File.WriteAllTextAsync(twin.Slipway.Folder["evil"], "evil", Cancellation);

        foreach (var path in (string[])["/a/out/secret", "/a/up/secret", "/a/file", "/a/magic/secret", "/a/twice/secret", "/a/out", $"{up}{host}/secret"])
        {
            var read = await twin.Slipway.RunAsync("cp", "-L", $"hostile:{path}", "-");
            read.Output.ShouldNotContain("the host's", Case.Sensitive, path);
            await twin.Slipway.RunAsync("cp", twin.Slipway.Folder["evil"], $"hostile:{path}");
            await twin.Slipway.RunAsync("cp", twin.Slipway.Folder["evil"], $"hostile:{path}/new");
        }
        Directory.GetFileSystemEntries(host).ShouldBe([Path.Combine(host, "secret")]);
        (await File.ReadAllTextAsync(Path.Combine(host, "secret"), Cancellation)).ShouldBe("the host's");
        (await twin.Slipway.RunAsync("rm", "-f", "hostile")).ShouldSucceed();
    }

    // Of each copy whether it was done, and what is at its target then: here, or in the container. Each has a target of its own.
    private async Task<List<string>> CopyAllAsync(string name, string side, Func<string[], Task<bool>> run)
    {
        var here = twin.Slipway.Folder[$"{name}-{side}"];
        Directory.CreateDirectory(here);
        await ShellAsync(Source.Replace(" /src", $" {here}/src", StringComparison.Ordinal));
        var done = new List<bool>();
        foreach (var (index, copy) in Copies.Index())
        {
            await ShellAsync(TargetOf(index).Replace($" /{index}/", $" {here}/{index}/", StringComparison.Ordinal));
            var text = copy.Replace("/target", $"/{index}/target", StringComparison.Ordinal).Replace("BOX:target", $"BOX:{index}/target", StringComparison.Ordinal);
            done.Add(await run(["cp", .. text.Replace("BOX", name, StringComparison.Ordinal).Replace("HERE", here, StringComparison.Ordinal).Split(' ')]));
        }
        await run(["export", "-o", $"{here}.tar", name]);
        var inside = await TarListing.ReadAsync($"{here}.tar", Cancellation);
        var trees = new List<string>();
        foreach (var (index, copy) in Copies.Index())
        {
            var comesOut = copy.IndexOf("BOX", StringComparison.Ordinal) < copy.IndexOf("HERE", StringComparison.Ordinal);
            var lines = !comesOut ? inside.Where(line => line.Contains($" {index}/target", StringComparison.Ordinal))
                : (await ShellAsync($"find {here}/{index} -printf '%P %y %m %U:%G %s %l %TY\\n'")).Replace(here, "HERE", StringComparison.Ordinal).Split('\n').Order(StringComparer.Ordinal);
            trees.Add($"{done[index]}\n{string.Join('\n', lines).Trim()}");
        }
        return trees;
    }

    private static string TargetOf(int index) => Target.Replace(" /target", $" /{index}/target", StringComparison.Ordinal);

    private static async Task<string> ShellAsync(string script)
    {
        var ran = await new Command("sh", ["-c", script]).RunAsync(Cancellation);
        ran.EnsureSuccess();
        return ran.OutputText;
    }
}
