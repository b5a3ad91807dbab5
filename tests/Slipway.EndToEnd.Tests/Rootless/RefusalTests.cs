// SPDX-License-Identifier: Apache-2.0
using Slipway.TestKit;

namespace Slipway.EndToEnd.Tests;

/// <summary>Where a machine doesn't let users make namespaces, the program says why and how to mend it, and does all else.</summary>
public sealed class RefusalTests
{
    private const string WithoutNamespaces = "echo 0 > /proc/sys/user/max_user_namespaces && exec setpriv --reuid 1000 --regid 1000 --clear-groups \"$@\"";

    [Fact]
    public async Task Without_newuidmap_it_names_the_package()
    {
        await using var user = await TestUser.CreateAsync();
        user.Variables["PATH"] = MakePath(user, "unshare", "env");

        var answer = await user.RunAsync("build", "-t", "test/app:1", MakeContext(user));

        answer.ShouldRefuse(3, "the program 'newuidmap', which makes one, is not installed", "apt-get install uidmap");
    }

    [Fact]
    public async Task Without_a_range_of_ids_it_names_the_command_that_gives_one()
    {
        await using var user = await TestUser.CreateWithoutRangeAsync();

        var answer = await user.RunAsync("build", "-t", "test/app:1", MakeContext(user));

        answer.ShouldRefuse(3, $"the user '{user.Name}' has no range of ids in /etc/subuid", "usermod --add-subuids ", user.Name);
    }

    [Fact]
    public async Task Where_namespaces_are_switched_off_it_names_the_switch()
    {
        await using var user = await TestUser.CreateAsync();
        var context = MakeContext(user);
        // A namespace in which somebody who isn't its root finds them switched off.
        foreach (var folder in (string[])[user.Home, context, Directory.CreateDirectory($"{user.Home}/other").FullName])
            File.SetUnixFileMode(folder, (UnixFileMode)Convert.ToInt32("777", 8));
        user.Variables["SLIPWAY_HOME"] = $"{user.Home}/other/slipway";

        var answer = await user.ExecuteAsync(
            "unshare", "--user", "--map-root-user", "--map-auto", "sh", "-c", WithoutNamespaces, "sh",
            InstalledProgram.Executable, "build", "-t", "test/app:1", context);

        answer.ShouldRefuse(3, "user.max_user_namespaces is 0", "sysctl -w user.max_user_namespaces=");
    }

    [Fact]
    public async Task A_refusal_when_it_is_tried_is_told_in_the_programs_words()
    {
        await using var user = await TestUser.CreateAsync();
        var path = MakePath(user, "newuidmap", "newgidmap", "env");
        File.WriteAllText($"{path}/unshare", "#!/bin/sh\necho 'unshare: unshare failed: Operation not permitted' >&2\nexit 1\n");
        File.SetUnixFileMode($"{path}/unshare", (UnixFileMode)Convert.ToInt32("755", 8));
        user.Variables["PATH"] = path;

        var answer = await user.RunAsync("build", "-t", "test/app:1", MakeContext(user));

        answer.ShouldRefuse(3, "making one was refused: unshare: unshare failed: Operation not permitted");
    }

    [Fact]
    public async Task What_needs_no_rights_works_all_the_same()
    {
        await using var user = await TestUser.CreateWithoutRangeAsync();

        (await user.RunAsync("base", "busybox", "-t", "test/base:1")).ShouldSucceed();
        (await user.RunAsync("images")).ShouldSucceed().Output.ShouldContain("test/base", Case.Sensitive);
        (await user.RunAsync("build", "--help")).ShouldSucceed();
        var copies = user.WriteContext(("Dockerfile", "FROM test/base:1\nWORKDIR /app\nCOPY --chown=33:33 Dockerfile ./\nCMD [\"sh\"]\n"));
        (await user.RunAsync("build", "-t", "test/app:1", copies)).ShouldSucceed();
        (await user.RunAsync("run", "--rm", "test/base:1", "true")).ShouldRefuse(3, "has no range of ids");
    }

    [Fact]
    public async Task A_mark_in_the_environment_gives_no_rights()
    {
        await using var user = await TestUser.CreateAsync();
        (await user.RunAsync("base", "busybox", "-t", "test/base:1")).ShouldSucceed();
        user.Variables["SLIPWAY_NAMESPACE"] = "1";

        (await user.RunAsync("run", "--rm", "test/base:1", "true")).ShouldRefuse(3, "Containers need root, or a user namespace");
    }

    private static string MakeContext(TestUser user) => user.WriteContext(("Dockerfile", "FROM scratch\nCOPY Dockerfile /\nRUN [\"/x\"]\n"));

    private static string MakePath(TestUser user, params string[] programs)
    {
        var path = Directory.CreateDirectory($"{user.Home}/bin").FullName;
        foreach (var program in programs)
            File.CreateSymbolicLink($"{path}/{program}", Needs.Tool(program));
        return path;
    }
}
