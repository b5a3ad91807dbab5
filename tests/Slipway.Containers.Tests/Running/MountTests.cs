// SPDX-License-Identifier: Apache-2.0
using System.Text;
using Slipway.Native;

namespace Slipway.Containers.Tests;

public sealed class MountTests : IDisposable
{
    private readonly ContainerWorld _world = new();

    [Fact]
    public async Task Files_and_directories_are_bound_read_only_or_not()
    {
        var folder = _world.MakeFolder("folder");
        var file = _world.Write("file", "content");
        var spec = _world.Shell("cat /a/file; touch /a/file || echo refused; touch /b/new && echo made; touch /a && echo no || echo still refused") with
        {
            Mounts =
            [
                new ContainerMount.Bind(folder, "/b", BindAccess.ReadWrite),
                new ContainerMount.Bind(file, "/a/file", BindAccess.ReadOnly),
            ],
        };

        var (_, output, _) = await _world.RunAsync(spec);

        output.ShouldBe("contentrefused\nmade\nno\n");
        File.Exists(Path.Combine(folder, "new")).ShouldBeTrue();
    }

    // Two folders made by WORKDIR at the same time are one layer, which an image has twice.
    [Fact]
    public async Task A_layer_that_is_there_twice_holds_again_what_the_one_between_had_changed()
    {
        var (below, between) = (_world.MakeFolder("below"), _world.MakeFolder("between"));
        foreach (var (path, text) in (IReadOnlyList<(string, string)>)[("below/said", "first"), ("between/said", "second"), ("between/more", "third")])
            _world.Write(path, text);
        var root = new RootFileSystem { Lowers = [below, between, below, _world.Busybox] };

        (await _world.RunAsync(_world.Shell("cat /said /more; : > /written && echo written"), root)).Output.ShouldBe("firstthirdwritten\n");

        using var seen = root.Mount(_world.Home);
        File.ReadAllText(Path.Combine(seen.Path, "said")).ShouldBe("first");
    }

    [Fact]
    public async Task A_tmpfs_has_its_mode_whatever_the_image_has_there()
    {
        Directory.CreateDirectory(Path.Combine(_world.Busybox, "tmp"));
        File.SetUnixFileMode(Path.Combine(_world.Busybox, "tmp"), (UnixFileMode)Convert.ToInt32("755", 8));
        var spec = _world.Shell("stat -c %a /tmp /run /small; touch /tmp/mine && echo mine; dd if=/dev/zero of=/small/x bs=1k count=200 2>/dev/null || echo full") with
        {
            User = "app",
            Mounts = [new ContainerMount.Tmpfs("/tmp"), new ContainerMount.Tmpfs("/run"), new ContainerMount.Tmpfs("/small") { SizeBytes = 65536, Mode = 0x1FF }],
        };

        (await _world.RunAsync(spec)).Output.ShouldBe("1777\n1777\n777\nmine\nfull\n");
    }

    [Fact]
    public async Task A_memory_file_has_its_owner_and_mode_and_is_on_no_disk()
    {
        var secret = "hunter2-" + Guid.NewGuid();
        var spec = _world.Shell("cat /run/secrets/key; stat -c '%a %u %g' /run/secrets/key; echo x >/run/secrets/key || echo refused; df /run/secrets/key | tail -1") with
        {
            User = "app",
            Mounts = [new ContainerMount.MemoryFile("/run/secrets/key", Encoding.UTF8.GetBytes(secret)) { Uid = 1000, Gid = 1001 }],
        };

        var (_, output, _) = await _world.RunAsync(spec);

        output.ShouldStartWith($"{secret}400 1000 1001\nrefused\ntmpfs");
        spec.ToString().ShouldNotContain(secret);
        _world.Leftovers().ShouldBeEmpty();
    }

    [Fact]
    public async Task What_is_not_there_to_bind_is_named()
    {
        var spec = _world.Spec("/bin/true") with { Mounts = [new ContainerMount.Bind("/no/such", "/x", BindAccess.ReadOnly)] };

        (await Should.ThrowAsync<ExecutionException>(_world.RunAsync(spec))).Message
            .ShouldBe("Cannot bind '/no/such' to '/x' in the container: the host has no such file or directory.");
        _world.Leftovers().ShouldBeEmpty();
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/a/..")]
    [InlineData("relative")]
    public void A_target_that_is_no_place_is_refused(string target) => Should.Throw<ArgumentException>(() => new ContainerMount.Tmpfs(target));

    [Fact]
    public async Task A_step_leaves_nothing_in_its_layer_but_what_it_wrote()
    {
        var (upper, work) = (_world.MakeFolder("upper"), _world.MakeFolder("work"));
        var file = _world.Write("file", "");
        var root = _world.Root with { Upper = upper, Work = work };
        var spec = _world.Shell("echo 127.0.0.9 x >> /etc/hosts; echo new > /written; cat /etc/resolv.conf >/dev/null") with
        {
            Mounts = [new ContainerMount.Bind(file, "/deep/down/file", BindAccess.ReadOnly), new ContainerMount.Tmpfs("/tmp")],
        };

        (await _world.RunAsync(spec, root)).Exit.ExitCode.ShouldBe(0);

        Directory.EnumerateFileSystemEntries(upper, "*", SearchOption.AllDirectories).ShouldBe([Path.Combine(upper, "written")]);
        Directory.EnumerateFileSystemEntries(_world.Busybox).Select(Path.GetFileName).ShouldBe(["bin", "etc", "root"], ignoreOrder: true);
        Directory.EnumerateFiles(Path.Combine(_world.Busybox, "etc")).Select(Path.GetFileName).ShouldBe(["passwd", "group"], ignoreOrder: true);
    }

    [Fact]
    public async Task A_directory_that_only_got_mount_points_keeps_its_time_and_mode()
    {
        var etc = Path.Combine(_world.Busybox, "etc");
        File.SetUnixFileMode(etc, (UnixFileMode)Convert.ToInt32("711", 8));
        Directory.SetLastWriteTimeUtc(etc, new(2001, 2, 3, 4, 5, 6, DateTimeKind.Utc));

        (await _world.RunAsync(_world.Shell("stat -c '%a %Y' /etc"))).Output.ShouldBe($"711 {new DateTimeOffset(2001, 2, 3, 4, 5, 6, TimeSpan.Zero).ToUnixTimeSeconds()}\n");
    }

    [Fact]
    public async Task An_empty_root_runs_what_is_bound_into_it()
    {
        var busybox = Path.Combine(_world.Busybox, "bin/busybox");
        var spec = _world.Spec("/bin/busybox", "ls", "/") with { Mounts = [new ContainerMount.Bind(busybox, "/bin/busybox", BindAccess.ReadOnly)] };

        (await _world.RunAsync(spec, new() { Lowers = [] })).Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).ShouldBe(["bin", "dev", "etc", "proc", "sys"]);
        (await _world.RunAsync(spec with { Id = "again", ReadOnlyRoot = true }, new() { Lowers = [] })).Exit.ExitCode.ShouldBe(0);
    }

    [Fact]
    public async Task A_hundred_and_fifty_layers_are_no_limit()
    {
        var lowers = new List<string>();
        for (var i = 0; i < 150; i++)
        {
            lowers.Add(_world.MakeFolder($"layers/{new string('x', 64)}{i}/fs"));
            File.WriteAllText(Path.Combine(lowers[i], $"f{i}"), "");
        }

        (await _world.RunAsync(_world.Shell("ls / | grep -c '^f'"), new() { Lowers = [.. lowers, _world.Busybox] })).Output.ShouldBe("150\n");
    }

    public void Dispose() => _world.Dispose();
}
