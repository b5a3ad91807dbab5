// SPDX-License-Identifier: Apache-2.0
using Slipway.Native;
using Slipway.Oci;
using Slipway.TestKit;

namespace Slipway.Build.Tests;

/// <summary>Images, and folders that earlier builds wrote to, made to let an export write outside its folder.</summary>
public sealed class HostileExportTests
{
    public HostileExportTests() => Needs.Root();

    [Fact]
    public async Task Links_in_the_folder_are_replaced_and_not_followed()
    {
        using var hostile = await HostileWorld.CreateAsync();
        hostile.World.Write("d/secret", "new");
        hostile.World.Write("f0", "new");
        var folder = hostile.World.Folder.MakeFolder("export");
        File.CreateSymbolicLink(folder + "/d", hostile.Outside);
        File.CreateSymbolicLink(folder + "/f0", hostile.Outside + "/f0");

        var result = await hostile.World.RunAsync(null, hostile.World.Target("FROM scratch\nCOPY . /\n") with { Outputs = [new LocalOutput(folder)] });

        result.Targets[0].Failure.ShouldBeNull();
        File.ReadAllText(folder + "/d/secret").ShouldBe("new");
    }

    [Fact]
    public async Task What_an_image_exported_before_does_not_lead_the_folders_of_platforms_elsewhere()
    {
        // A build for one platform leaves a link of the name that a build for several uses for a folder.
        using var hostile = await HostileWorld.CreateAsync();
        hostile.World.Write("secret", "new");
        var folder = hostile.World.Folder.MakeFolder("export");
        File.CreateSymbolicLink(folder + "/linux_amd64", hostile.Outside);
        File.CreateSymbolicLink(folder + "/linux_arm64", hostile.Outside);

        var result = await hostile.World.RunAsync(null, hostile.World.Target("FROM scratch\nCOPY secret /\n") with
        {
            Platforms = [Platform.Parse("linux/amd64"), Platform.Parse("linux/arm64")],
            Outputs = [new LocalOutput(folder)],
        });

        result.Targets[0].Failure.ShouldBeNull();
        File.ReadAllText(folder + "/linux_arm64/secret").ShouldBe("new");
        LinuxFile.GetStatus(folder + "/linux_amd64").Type.ShouldBe(FileType.Directory);
    }

    [Theory]
    [InlineData("tar")]
    [InlineData("oci")]
    [InlineData("docker")]
    public async Task A_link_in_the_place_of_a_file_is_replaced_and_not_written_through(string type)
    {
        using var hostile = await HostileWorld.CreateAsync();
        hostile.World.Write("secret", "new");
        var file = hostile.World.Folder["out.tar"];
        File.CreateSymbolicLink(file, hostile.Outside + "/secret");
        BuildOutput.TryParse($"type={type},dest={file}", "/", out var output, out _).ShouldBeTrue();

        (await hostile.World.RunAsync(null, hostile.World.Target("FROM scratch\nCOPY secret /\n") with { Outputs = [output] })).Targets[0].Failure.ShouldBeNull();

        new FileInfo(file).LinkTarget.ShouldBeNull();
    }

    [Fact]
    public async Task A_folder_of_a_layout_is_written_without_following_links_in_it()
    {
        using var hostile = await HostileWorld.CreateAsync();
        hostile.World.Write("secret", "new");
        var folder = hostile.World.Folder.MakeFolder("export");
        File.CreateSymbolicLink(folder + "/index.json", hostile.Outside + "/secret");
        File.CreateSymbolicLink(folder + "/blobs", hostile.Outside);

        await hostile.World.RunAsync(null, hostile.World.Target("FROM scratch\nCOPY secret /\n") with { Outputs = [new OciOutput(folder, ArchiveForm.Folder)] });
    }
}
