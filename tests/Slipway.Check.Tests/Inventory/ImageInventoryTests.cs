// SPDX-License-Identifier: Apache-2.0
using Slipway.Native;
using Slipway.Oci;
using Slipway.Oci.Layers;
using static Slipway.Check.Tests.TestImage;

namespace Slipway.Check.Tests;

public sealed class ImageInventoryTests
{
    [Fact]
    public async Task The_size_is_the_bytes_of_the_files_of_all_layers_even_of_those_that_a_later_layer_hides()
    {
        using var fixture = new CheckFixture();
        var inventory = await fixture.InventoryAsync(
            [File("a", new byte[1000]), HardLink("again", "a"), Link("link", "a"), Folder("d")],
            [File("a", new byte[30]), LayerEntry.Whiteout("again")]);

        inventory.Size.ShouldBe(1030);
        inventory.Layers.Select(layer => layer.Stored).ShouldBe([1000, 30]);
        inventory.CompressedSize.ShouldBeGreaterThan(inventory.Layers.Sum(layer => layer.Compressed));
    }

    [Fact]
    public async Task Layers_are_merged_with_their_whiteouts()
    {
        using var fixture = new CheckFixture();
        var inventory = await fixture.InventoryAsync(
            [Folder("d"), File("d/one", "1"), File("d/two", "2"), Folder("e"), File("e/old", "o")],
            [LayerEntry.Whiteout("d/one"), LayerEntry.Opaque("e"), File("e/new", "n")]);

        inventory.Tree.Enumerate().Select(entry => entry.Path).ShouldBe(["d", "d/two", "e", "e/new"]);
    }

    [Fact]
    public async Task Debian_packages_come_from_dpkgs_status_as_the_last_layer_has_it()
    {
        using var fixture = new CheckFixture();
        var inventory = await fixture.InventoryAsync(
            [File("var/lib/dpkg/status", DpkgStanza("old"))],
            [File("var/lib/dpkg/status", DpkgStanza("libc6", "2.36-9") + DpkgStanza("gone", status: "deinstall ok config-files") + DpkgStanza("half", status: "install ok half-configured"))]);

        inventory.Packages.Select(package => package.ToString()).ShouldBe(["deb:half 1.0", "deb:libc6 2.36-9"]);
        inventory.ProblemOf(Ecosystem.Deb).ShouldBeNull();
    }

    [Fact]
    public async Task Distroless_images_have_a_file_for_each_package()
    {
        using var fixture = new CheckFixture();
        var inventory = await fixture.InventoryAsync([
            File("var/lib/dpkg/status.d/base", "Package: base-files\nVersion: 12.4\n"),
            File("var/lib/dpkg/status.d/tzdata", "Package: tzdata\nVersion: 2024a\n"),
            File("var/lib/dpkg/status.d/tzdata.md5sums", "Package: not-this\n"),
        ]);
        inventory.Packages.Select(package => package.ToString()).ShouldBe(["deb:base-files 12.4", "deb:tzdata 2024a"]);
    }

    [Fact]
    public async Task Npm_packages_are_found_nested_and_scoped_and_nothing_else_is_taken_for_one()
    {
        using var fixture = new CheckFixture();
        var inventory = await fixture.InventoryAsync(
            [NpmPackage("app/node_modules/gone", "gone")],
            [
                LayerEntry.Whiteout("app/node_modules/gone"),
                NpmPackage("app", "the-app-itself"),
                NpmPackage("app/node_modules/a", "a", "1.2.3"),
                NpmPackage("app/node_modules/a/node_modules/b", "b", "2.0.0"),
                NpmPackage("app/node_modules/@scope/c", "@scope/c", "3.0.0"),
                NpmPackage("app/node_modules/a/lib/esm", "not-a-package"),
                NpmPackage("app/my_node_modules/x", "not-a-package-either"),
                File("app/node_modules/broken/package.json", "{ \"name\": "),
                File("app/node_modules/nameless/package.json", "\uFEFF{ \"version\": \"9\", \"name\": 3 }"),
            ]);

        inventory.Packages.Select(package => package.ToString()).ShouldBe(["npm:@scope/c 3.0.0", "npm:a 1.2.3", "npm:b 2.0.0", "npm:broken", "npm:nameless 9"]);
        inventory.ProblemOf(Ecosystem.Deb).ShouldNotBeNull().ShouldContain("no record of Debian packages");
    }

    [Fact]
    public async Task Users_come_from_the_images_own_files()
    {
        using var fixture = new CheckFixture();
        var inventory = await fixture.InventoryAsync([File("etc/passwd", "root:x:0:0::/root:/bin/sh\nbroken\napp:x:1000:1001::/app:/x\n"), File("etc/group", "root:x:0:\nteam:x:1001:app\n")]);
        inventory.Accounts.Users.Select(user => $"{user.Name} {user.Id}:{user.GroupId}").ShouldBe(["root 0:0", "app 1000:1001"]);
        inventory.Accounts.Groups.Select(group => $"{group.Name} {group.Id}").ShouldBe(["root 0", "team 1001"]);
    }

    [Fact]
    public async Task A_layer_is_read_once_and_remembered()
    {
        using var fixture = new CheckFixture();
        var image = await CreateAsync(fixture.Store, null, [File("var/lib/dpkg/status", DpkgStanza("a")), File("etc/passwd", "app:x:5:5::/:\n"), File("big", new byte[5000])]);
        var first = await fixture.ReadAsync(image);
        System.IO.File.Delete(fixture.Store.BlobPath(image.Layers[0].Digest));
        var second = await fixture.ReadAsync(image);

        second.Size.ShouldBe(first.Size);
        second.Packages.ShouldBe(first.Packages);
        second.Accounts.Users.ShouldBe(first.Accounts.Users);
        second.Tree.Enumerate().Select(entry => (entry.Path, entry.Node.Size)).ShouldBe(first.Tree.Enumerate().Select(entry => (entry.Path, entry.Node.Size)));
    }

    [Theory]
    [InlineData("jsonl", "")]
    [InlineData("jsonl", "nonsense\n")]
    [InlineData("jsonl", "{\"version\":99,\"fileBytes\":1,\"facts\":0}\n")]
    [InlineData("tree", "short")]
    public async Task What_is_remembered_badly_is_read_again(string file, string content)
    {
        using var fixture = new CheckFixture();
        var image = await CreateAsync(fixture.Store, null, [File("big", new byte[5000])]);
        await fixture.ReadAsync(image);
        var path = Directory.GetFiles(Path.Combine(fixture.Home.Cache, "inventory"), $"*.{file}").ShouldHaveSingleItem();
        System.IO.File.WriteAllText(path, content);

        (await fixture.ReadAsync(image)).Size.ShouldBe(5000);
    }

    [Fact]
    public async Task A_damaged_layer_is_said_to_be_damaged_and_not_remembered()
    {
        using var fixture = new CheckFixture();
        var image = await CreateAsync(fixture.Store, null, [File("a", new string('x', 5000))]);
        var path = fixture.Store.BlobPath(image.Layers[0].Digest);
        var bytes = System.IO.File.ReadAllBytes(path);
        bytes[^10] ^= 0xFF;
        System.IO.File.WriteAllBytes(path, bytes);

        (await Should.ThrowAsync<CorruptBlobException>(() => fixture.ReadAsync(image))).Message.ShouldContain(image.Layers[0].Digest.ToString());
        Directory.Exists(Path.Combine(fixture.Home.Cache, "inventory")).ShouldBeFalse();
    }

    [Fact]
    public async Task A_layer_that_is_gone_is_named()
    {
        using var fixture = new CheckFixture();
        var image = await CreateAsync(fixture.Store, null, [File("a", "x")]);
        System.IO.File.Delete(fixture.Store.BlobPath(image.Layers[0].Digest));
        (await Should.ThrowAsync<FileNotFoundException>(() => fixture.ReadAsync(image))).Message.ShouldContain("Pull or build the image again");
    }

    [Fact]
    public async Task A_layer_over_the_limits_is_refused()
    {
        using var fixture = new CheckFixture();
        var image = await CreateAsync(fixture.Store, null, [File("a", new byte[5000])]);
        var reader = new InventoryReader(fixture.Store, fixture.Home, new() { MaxFileBytes = 4999 });
        await Should.ThrowAsync<IOException>(() => reader.ReadAsync(image, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_package_is_known_through_a_hard_link_to_its_file()
    {
        using var fixture = new CheckFixture();
        var inventory = await fixture.InventoryAsync([NpmPackage("a/node_modules/x", "x", "1.0.0"), HardLink("b/node_modules/x/package.json", "a/node_modules/x/package.json")]);
        inventory.Packages.Select(package => package.Path).ShouldBe(["a/node_modules/x/package.json", "b/node_modules/x/package.json"]);
        inventory.Packages.ShouldAllBe(package => package.Version == "1.0.0");
        inventory.Tree.Find("b/node_modules/x/package.json", FinalLink.Keep)!.HardLinkTo.ShouldNotBeNull();
    }
}
