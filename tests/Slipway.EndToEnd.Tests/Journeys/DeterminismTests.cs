// SPDX-License-Identifier: Apache-2.0
using Slipway.TestKit;

namespace Slipway.EndToEnd.Tests;

/// <summary>With SOURCE_DATE_EPOCH the same build makes the same bytes, whatever machine, place and moment it runs in.</summary>
public sealed class DeterminismTests
{
    private const string Dockerfile = """
        FROM test/base:1 AS made
        WORKDIR /app
        COPY . .
        RUN mkdir -p /out/a/b && ls -R /app > /out/listing && dd if=/dev/urandom of=/dev/null count=1 2> /dev/null && dd if=/dev/zero of=/out/zeros bs=1024 count=3000 2> /dev/null && ln -s ../x /out/a/link && ln /out/zeros /out/same
        FROM test/base:1
        WORKDIR /srv/deep/er
        ENV A=b
        COPY --link --from=made /out /out
        COPY --chown=5:6 --chmod=640 data/ /data/
        RUN --mount=type=cache,target=/c cp -r /data /again; touch /c/x
        """;

    public DeterminismTests()
    {
        Needs.Root();
        foreach (var tool in new[] { "busybox", "runc", "taskset", "unshare", "hostname" })
            Needs.Tool(tool);
    }

    [Fact]
    public async Task The_same_build_makes_the_same_archive_on_one_core_and_on_two_in_another_folder_home_time_zone_and_name()
    {
        await using var one = new InstalledProgram();
        await using var other = new InstalledProgram();
        (await one.RunAsync("base", "busybox", "-t", "test/base:1")).ShouldSucceed();
        (await one.RunAsync("save", "-o", one.Folder["base.tar"], "test/base:1")).ShouldSucceed();
        (await other.RunAsync("load", "-i", one.Folder["base.tar"])).ShouldSucceed();
        one.Wrapper = ["taskset", "-c", "0,1"];
        other.Wrapper = ["unshare", "--uts", "taskset", "-c", "0", "sh", "-c", "hostname another-machine; umask 077; exec \"$@\"", "sh"];
        one.Variables["SOURCE_DATE_EPOCH"] = other.Variables["SOURCE_DATE_EPOCH"] = "1700000000";
        foreach (var (name, value) in new[] { ("DOTNET_PROCESSOR_COUNT", "1"), ("TZ", "Pacific/Kiritimati"), ("LANG", "tr_TR.UTF-8"), ("LC_ALL", "tr_TR.UTF-8"), ("HOME", other.Folder.MakeFolder("her")), ("TMPDIR", other.Folder.MakeFolder("tmp")) })
            other.Variables[name] = value;
        var names = Enumerable.Range(0, 300).Select(static number => $"data/{number % 7}/Ii-{number * 7919 % 300}").ToList();
        var (first, second) = (WriteContext(one.Folder, "context", names), WriteContext(other.Folder, "deep/er/another", names.AsEnumerable().Reverse()));

        (await one.RunAsync("build", "--output", $"type=oci,dest={one.Folder["out.tar"]}", first)).ShouldSucceed();
        (await other.RunAsync("build", "--output", $"type=oci,dest={other.Folder["out.tar"]}", second)).ShouldSucceed();

        File.ReadAllBytes(other.Folder["out.tar"]).AsSpan().SequenceEqual(File.ReadAllBytes(one.Folder["out.tar"])).ShouldBeTrue("the archives differ");
    }

    private static string WriteContext(TempFolder folder, string place, IEnumerable<string> names)
    {
        var context = folder.MakeFolder(place);
        folder.Write(place + "/Dockerfile", Dockerfile);
        foreach (var name in names)
        {
            var content = new byte[20_000];
            new Random(name.Length + name[^1] * 31 + name[5]).NextBytes(content.AsSpan(0, 6000));
            File.SetUnixFileMode(folder.Write($"{place}/{name}", content), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead);
        }
        return context;
    }
}
