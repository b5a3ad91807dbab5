// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Containers.Tests;

public sealed class MountTextTests
{
    [Theory]
    [InlineData("data:/var/lib", "VolumeMount { Target = /var/lib, Volume = data, Access = ReadWrite, Filling = FromImage }")]
    [InlineData("data:/var/lib:ro,nocopy", "VolumeMount { Target = /var/lib, Volume = data, Access = ReadOnly, Filling = None }")]
    [InlineData("/srv:/data:rslave", "BindMount { Target = /data, Source = /srv, Access = ReadWrite, Propagation = FromHost }")]
    [InlineData("/var/lib", "VolumeMount { Target = /var/lib, Volume = made-up, Access = ReadWrite, Filling = FromImage }")]
    [InlineData("/srv/../etc:/etc:ro", "BindMount { Target = /etc, Source = /etc, Access = ReadOnly, Propagation = None }")]
    public void A_volume_is_read_as_Docker_writes_it(string text, string mount) => MountText.ParseVolume(text, "made-up").ToString().ShouldBe(mount);

    [Theory]
    [InlineData("type=bind,source=/srv,target=/data,readonly", "BindMount { Target = /data, Source = /srv, Access = ReadOnly, Propagation = None }")]
    [InlineData("source=data,dst=/data,volume-nocopy", "VolumeMount { Target = /data, Volume = data, Access = ReadWrite, Filling = None }")]
    [InlineData("type=volume,target=/data", "VolumeMount { Target = /data, Volume = made-up, Access = ReadWrite, Filling = FromImage }")]
    [InlineData("type=tmpfs,target=/tmp,tmpfs-size=2m,tmpfs-mode=0700", "TmpfsMount { Target = /tmp, SizeBytes = 2097152, Mode = 448, AllowsExecution = False, Options =  }")]
    public void A_mount_is_read_as_Docker_writes_it(string text, string mount) => MountText.ParseMount(text, "made-up").ToString().ShouldBe(mount);

    [Theory]
    [InlineData("/tmp", "TmpfsMount { Target = /tmp, SizeBytes = , Mode = , AllowsExecution = False, Options =  }")]
    [InlineData("/tmp:size=64k,mode=1777,exec", "TmpfsMount { Target = /tmp, SizeBytes = 65536, Mode = 1023, AllowsExecution = True, Options =  }")]
    [InlineData("/tmp:rw,noexec,nosuid", "TmpfsMount { Target = /tmp, SizeBytes = , Mode = , AllowsExecution = False, Options =  }")]
    [InlineData("/tmp:uid=1000,gid=50,suid,ro,exec", "TmpfsMount { Target = /tmp, SizeBytes = , Mode = , AllowsExecution = True, Options = suid,ro,uid=1000,gid=50 }")]
    public void A_tmpfs_is_read_as_Docker_writes_it(string text, string mount) => MountText.ParseTmpfs(text).ToString().ShouldBe(mount);

    [Theory]
    [InlineData("data:/var:rshared", "rshared")]
    [InlineData("data:/var:z", "z")]
    [InlineData("data:var", "var")]
    [InlineData("data:/", "/")]
    [InlineData("./data:/data", "./data")]
    [InlineData("a:/b:ro:x", "a:/b:ro:x")]
    [InlineData("/a:/proc/../..", "/proc/../..")]
    public void What_is_no_volume_is_refused_by_name(string text, string named) =>
        Should.Throw<FormatException>(() => MountText.ParseVolume(text, "made-up")).Message.ShouldContain($"'{named}'");

    [Theory]
    [InlineData("type=bind,target=/data", "source=")]
    [InlineData("type=bind,source=data,target=/data", "absolute path")]
    [InlineData("type=npipe,source=/a,target=/b", "'npipe'")]
    [InlineData("source=/a", "target=")]
    [InlineData("type=bind,source=/a,target=/b,bind-propagation=shared", "'shared'")]
    [InlineData("target=/a,target=/b", "twice")]
    [InlineData("target=/a,readonly=maybe", "'maybe'")]
    [InlineData("type=tmpfs,target=/a,tmpfs-size=much", "'much'")]
    [InlineData("type=tmpfs,target=/a,tmpfs-mode=999", "'999'")]
    public void What_is_no_mount_is_refused_by_name(string text, string named) =>
        Should.Throw<FormatException>(() => MountText.ParseMount(text, "made-up")).Message.ShouldContain(named);
}
