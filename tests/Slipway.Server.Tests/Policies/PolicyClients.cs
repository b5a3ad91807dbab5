// SPDX-License-Identifier: Apache-2.0
using Slipway.Native;
using Slipway.TestKit;

namespace Slipway.Server.Tests;

/// <summary>Pushes images of a layout with programs that we did not write.</summary>
internal static class PolicyClients
{
    /// <summary>Pushes <c>NAME:1</c> of the door's store as <c>team/app:NAME</c>. The test is skipped where the program isn't installed.</summary>
    public static async Task<(int ExitCode, string Errors)> PushAsync(string client, PolicyDoor door, string name)
    {
        var (source, target) = ($"oci:{door.LayoutPath}:docker.io/library/{name}:1", $"{door.Registry}/team/app:{name}");
        if (client == "skopeo")
            return await RunAsync("skopeo", ["copy", "--dest-tls-verify=false", "--dest-creds", $"any:{door.Password}", source, $"docker://{target}"]);
        var archive = Path.Combine(door.Folder($"{client}-{name}"), "image.tar");
        (await RunAsync("skopeo", ["copy", source, $"docker-archive:{archive}:{target}"])).ExitCode.ShouldBe(0);
        if (client == "podman")
        {
            Needs.Root();
            Needs.Tool("podman");
            string[] storage = ["--root", door.Folder($"storage-{name}"), "--runroot", door.Folder($"run-{name}"), "--storage-driver", "vfs"];
            (await RunAsync("podman", [.. storage, "load", "--input", archive])).ExitCode.ShouldBe(0);
            return await RunAsync("podman", [.. storage, "push", "--tls-verify=false", "--creds", $"any:{door.Password}", target]);
        }
        await using var docker = await DockerDaemon.StartAsync(PolicyDoor.Cancellation);
        await docker.RunAsync(["load", "--input", archive], PolicyDoor.Cancellation);
        await docker.RunAsync(["login", "--username", "any", "--password", door.Password, door.Registry], PolicyDoor.Cancellation);
        var pushed = await docker.TryAsync(["push", target], PolicyDoor.Cancellation);
        return (pushed.ExitCode, pushed.Error);
    }

    private static async Task<(int ExitCode, string Errors)> RunAsync(string program, IReadOnlyList<string> arguments)
    {
        var result = await new Command(program, arguments).RunAsync(PolicyDoor.Cancellation);
        return (result.ExitCode, result.ErrorText);
    }
}
