// SPDX-License-Identifier: Apache-2.0
using Slipway.Native;
using Slipway.Oci.Tar;
using Slipway.TestKit;

namespace Slipway.Containers.Tests;

public sealed class TreeArchiveTests : IDisposable
{
    private readonly TempFolder _folder = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private string Root => _folder["root"];

    public TreeArchiveTests()
    {
        Directory.CreateDirectory(Path.Combine(Root, "in"));
        Directory.CreateDirectory(_folder["host"]);
    }

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("../beside")]
    [InlineData("in/../../beside")]
    [InlineData("/../beside")]
    public async Task An_archives_names_cannot_lead_out_of_the_folder_it_is_read_into(string name)
    {
        var problem = await Should.ThrowAsync<ContainerException>(() => ExtractAsync(File(name)));

        problem.Message.ShouldContain($"'{name}' leads out");
        Directory.GetFileSystemEntries(Root).ShouldBe([Path.Combine(Root, "in")]);
    }

    [Fact]
    public async Task An_archives_links_lead_to_the_containers_root_and_not_to_the_hosts()
    {
        Directory.CreateDirectory(Path.Combine(Root, _folder["host"].TrimStart('/')));

        await ExtractAsync(Link("out", _folder["host"]), File("out/evil"), Link("up", "../../../../../../../.." + _folder["host"]), File("up/more"));

        Directory.GetFileSystemEntries(_folder["host"]).ShouldBeEmpty();
        System.IO.File.ReadAllText(Path.Combine(Root, _folder["host"].TrimStart('/'), "evil")).ShouldBe("x");
    }

    [Fact]
    public async Task Files_take_the_place_of_links_and_do_not_go_through_them()
    {
        System.IO.File.WriteAllText(Path.Combine(Root, "kept"), "kept");
        System.IO.File.CreateSymbolicLink(Path.Combine(Root, "in/name"), "../kept");

        await ExtractAsync(File("name"));

        System.IO.File.ReadAllText(Path.Combine(Root, "kept")).ShouldBe("kept");
        new FileInfo(Path.Combine(Root, "in/name")).LinkTarget.ShouldBeNull();
        (await Should.ThrowAsync<ContainerException>(() => ExtractAsync(Link("name", "x") with { Name = "../in" }))).Message.ShouldContain("leads out");
    }

    private static TarEntry File(string name) => new() { Name = name, Type = TarEntryType.RegularFile, Mode = 0x1A4, Size = 1, UserId = Self.UserId, GroupId = Self.GroupId };

    private static TarEntry Link(string name, string target) => new() { Name = name, Type = TarEntryType.SymbolicLink, LinkName = target, Mode = 0x1FF, UserId = Self.UserId, GroupId = Self.GroupId };

    private static FileStatus Self => LinuxFile.GetStatus("/proc/self");

    private async Task ExtractAsync(params TarEntry[] entries)
    {
        using var archive = new MemoryStream();
        await using (var tar = new TarWriter(archive, leaveOpen: true))
        {
            foreach (var entry in entries)
                await tar.WriteAsync(entry, new MemoryStream(entry.Size > 0 ? "x"u8.ToArray() : []), Cancellation);
            await tar.CompleteAsync(Cancellation);
        }
        archive.Position = 0;
        using var root = RootedDirectory.Open(Root);
        await TreeArchive.ExtractAsync(archive, new(root, "/in", "/in"), null, Cancellation);
    }
}
