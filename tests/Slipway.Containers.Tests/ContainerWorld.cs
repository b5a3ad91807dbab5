// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics;
using System.Text;
using Slipway.Native;
using Slipway.Oci;
using Slipway.TestKit;

namespace Slipway.Containers.Tests;

/// <summary>A home of its own with a busybox root, and everything gone at the end: processes, mounts, control groups.</summary>
public sealed class ContainerWorld : IDisposable
{
    private readonly TempFolder _folder = new();
    private int _count;

    public ContainerWorld()
    {
        Needs.Root();
        Needs.Tool("runc");
        Home = new(_folder.MakeFolder("home"));
        Busybox = MakeBusybox(_folder.MakeFolder("busybox"));
    }

    public static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public SlipwayHome Home { get; }

    /// <summary>A directory with /bin/busybox and its links, /etc/passwd and /etc/group, and nothing else.</summary>
    public string Busybox { get; }

    public RootFileSystem Root => new() { Lowers = [Busybox] };

    public string this[string path] => _folder[path];

    public string MakeFolder(string path) => _folder.MakeFolder(path);

    public string Write(string path, string text) => _folder.Write(path, text);

    public static string MakeBusybox(string root)
    {
        var busybox = Needs.Tool("busybox");
        foreach (var folder in (string[])["bin", "etc", "root"])
            Directory.CreateDirectory(Path.Combine(root, folder));
        File.Copy(busybox, Path.Combine(root, "bin/busybox"));
        using var list = Process.Start(new ProcessStartInfo(busybox, ["--list"]) { RedirectStandardOutput = true })!;
        foreach (var applet in list.StandardOutput.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(name => name != "busybox"))
            File.CreateSymbolicLink(Path.Combine(root, "bin", applet), "busybox");
        File.WriteAllText(Path.Combine(root, "etc/passwd"), "root:x:0:0:root:/root:/bin/sh\napp:x:1000:1001:App:/home/app:/bin/sh\n");
        File.WriteAllText(Path.Combine(root, "etc/group"), "root:x:0:\napp:x:1001:\nextra:x:2000:other,app\ndocker:x:999:app\n");
        return root;
    }

    public Task<ContainerRunner> OpenAsync() => ContainerRunner.OpenAsync(Home, TimeProvider.System, Cancellation);

    public ContainerSpec Spec(params string[] arguments) => new() { Id = $"test{Interlocked.Increment(ref _count)}", Arguments = arguments };

    public ContainerSpec Shell(string script) => Spec("/bin/sh", "-c", script);

    /// <summary>Runs a container and gives its exit and output.</summary>
    public Task<(ContainerExit Exit, string Output, string Error)> RunAsync(ContainerSpec spec) => RunAsync(spec, Root);

    public async Task<(ContainerExit Exit, string Output, string Error)> RunAsync(ContainerSpec spec, RootFileSystem root)
    {
        var runner = await OpenAsync();
        using var output = new MemoryStream();
        using var error = new MemoryStream();
        var exit = await runner.RunAsync(spec, root, new() { Output = output, Error = error }, Cancellation);
        return (exit, Encoding.UTF8.GetString(output.ToArray()), Encoding.UTF8.GetString(error.ToArray()));
    }

    /// <summary>What is left of this home's containers on the machine: mounts, control groups, folders.</summary>
    public IReadOnlyList<string> Leftovers()
    {
        var groups = Directory.Exists("/sys/fs/cgroup") ? Directory.GetDirectories("/sys/fs/cgroup") : [];
        var prefix = Path.GetFileName(ContainerRemoval.CgroupOf(Home, ""));
        return
        [
            .. MountTable.Below(Home.Root).Select(mount => mount.Target),
            .. groups.Append("/sys/fs/cgroup").Select(tree => tree + "/slipway").Where(Directory.Exists)
                .SelectMany(tree => Directory.GetDirectories(tree, prefix + "*")),
            .. Directory.Exists(Home.Run) ? Directory.GetDirectories(Home.Run, "*", SearchOption.AllDirectories)
                .Where(folder => Path.GetFileName(Path.GetDirectoryName(folder)) is "containers" or "roots" or "runtime") : [],
        ];
    }

    public void Dispose()
    {
        // A test that broke off may have left a detached container.
        var prefix = ContainerRemoval.CgroupOf(Home, "");
        foreach (var id in Leftovers().Where(path => path.Contains(prefix, StringComparison.Ordinal)).Select(path => path[(path.IndexOf(prefix, StringComparison.Ordinal) + prefix.Length)..]).Distinct())
            Cgroups.DeleteAsync(prefix + id, CancellationToken.None).GetAwaiter().GetResult();
        foreach (var end in Directory.Exists("/run/slipway") ? Directory.GetDirectories("/run/slipway", Path.GetFileName(prefix) + "*") : [])
            Directory.Delete(end, recursive: true);
        MountedFolder.UnmountBelow(_folder.Path);
        LinuxFile.RemoveTree(_folder.Path, CancellationToken.None);
        _folder.Dispose();
    }
}
