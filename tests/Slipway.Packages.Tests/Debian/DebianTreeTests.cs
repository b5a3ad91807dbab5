// SPDX-License-Identifier: Apache-2.0
using System.Formats.Tar;
using System.Text;
using Slipway.Oci.Layers;
using Slipway.Oci.Tar;
using TarReader = Slipway.Oci.Tar.TarReader;
using TarWriter = System.Formats.Tar.TarWriter;

namespace Slipway.Packages.Tests;

public sealed class DebianTreeTests
{
    private static readonly DateTimeOffset Time = new(2025, 5, 17, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public void What_differs_between_makings_or_machines_stays_out()
    {
        var tree = Read(
            "dev/", "dev/null", "etc/", "etc/hostname", "etc/resolv.conf", "etc/machine-id", "etc/passwd", "etc/passwd-", "etc/ssh/", "etc/ssh/ssh_host_rsa_key", "etc/ssh/sshd_config",
            "etc/apt/", "etc/apt/sources.list", "etc/apt/apt.conf.d/", "etc/apt/apt.conf.d/01autoremove", "etc/apt/apt.conf.d/99mmdebstrap",
            "tmp/", "tmp/left", "var/cache/apt/", "var/cache/apt/pkgcache.bin", "var/cache/apt/archives/", "var/cache/apt/archives/x.deb", "var/cache/ldconfig/aux-cache",
            "var/lib/apt/lists/", "var/lib/apt/lists/m_InRelease", "var/lib/apt/lists/partial/", "var/lib/dpkg/status", "var/lib/dpkg/status-old", "var/log/", "var/log/dpkg.log", "var/log/btmp", "var/log/apt/", "var/log/apt/term.log");

        tree.Select(static entry => entry.Name).ShouldBe(
        [
            "dev", "etc", "etc/passwd", "etc/ssh", "etc/ssh/sshd_config", "etc/apt", "etc/apt/apt.conf.d", "etc/apt/apt.conf.d/01autoremove",
            "tmp", "var/cache/apt", "var/cache/apt/archives", "var/lib/apt/lists", "var/lib/apt/lists/partial", "var/lib/dpkg/status", "var/log", "var/log/btmp", "var/log/apt",
        ]);
    }

    [Fact]
    public void Passwords_were_changed_on_the_image_s_day()
    {
        var shadow = Read("etc/", "etc/shadow=root:*:20777:0:99999:7:::\n_apt:!:20778:0:99999:7:::\n").Single(static entry => entry.Name == "etc/shadow");

        shadow.Text.ShouldBe("root:*:20225:0:99999:7:::\n_apt:!:20225:0:99999:7:::\n");
    }

    [Fact]
    public void An_added_file_follows_its_folder_and_goes_before_a_package_s()
    {
        var tree = Read([new AddedFile("usr/sbin", "policy-rc.d", 0x1ED, "ours")], "usr/sbin/", "usr/sbin/a", "usr/sbin/policy-rc.d=theirs");

        tree.Select(static entry => entry.Name).ShouldBe(["usr/sbin", "usr/sbin/policy-rc.d", "usr/sbin/a"]);
        tree[1].Text.ShouldBe("ours");
    }

    [Fact]
    public void A_folder_that_is_missing_is_told_by_its_name() =>
        Should.Throw<BaseImageException>(() => Read([new AddedFile("usr/sbin", "policy-rc.d", 0x1ED, "ours")], "etc/")).Message.ShouldContain("'/usr/sbin'");

    private static List<(string Name, string Text)> Read(params string[] entries) => Read([], entries);

    private static List<(string Name, string Text)> Read(IReadOnlyList<AddedFile> added, params string[] entries)
    {
        var archive = new MemoryStream();
        using (var writer = new TarWriter(archive, TarEntryFormat.Pax, leaveOpen: true))
        {
            foreach (var (name, text) in entries.Select(static entry => entry.Split('=', 2)).Select(static parts => (parts[0], parts.ElementAtOrDefault(1) ?? "")))
            {
                writer.WriteEntry(name.EndsWith('/')
                    ? new PaxTarEntry(System.Formats.Tar.TarEntryType.Directory, $"./{name}")
                    : new PaxTarEntry(System.Formats.Tar.TarEntryType.RegularFile, $"./{name}") { DataStream = new MemoryStream(Encoding.UTF8.GetBytes(text)) });
            }
        }
        archive.Position = 0;
        var read = new List<(string, string)>();
        var reader = new TarReader(archive, TarReaderOptions.Default);
        foreach (var entry in new DebianTree(reader, Time, added).Read(TestContext.Current.CancellationToken))
        {
            var content = new MemoryStream();
            if (entry.Metadata.Size > 0)
                entry.OpenContent!().CopyToAsync(content, TestContext.Current.CancellationToken).GetAwaiter().GetResult();
            read.Add((LayerPath.Clean(entry.Metadata.Name), Encoding.UTF8.GetString(content.ToArray())));
        }
        return read;
    }
}
