// SPDX-License-Identifier: Apache-2.0
using Slipway.Native;
using Slipway.Oci;
using Slipway.TestKit;

namespace Slipway.Packages.Tests;

[Trait("Needs", "Network")]
public sealed class DebianBaseTests(DebianBases bases) : IClassFixture<DebianBases>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Made_twice_it_is_the_same_image()
    {
        var (first, second) = await bases.MakeAsync(Cancellation);

        if (second.DiffId != first.DiffId)
            Assert.Fail($"The layers differ:\n{await bases.CompareAsync(first, second, Cancellation)}");
        second.Image.Digest.ShouldBe(first.Image.Digest);
    }

    [Fact]
    public async Task It_says_what_it_does_how_large_it_is_and_how_it_is_run()
    {
        var (made, _) = await bases.MakeAsync(Cancellation);

        bases.Progress.ShouldContain(static line => line.Contains("extracting archives", StringComparison.Ordinal));
        made.Size.ShouldBeInRange(50_000_000, 150_000_000);
        made.CompressedSize.ShouldBeLessThan(made.Size / 2);
        made.IsReused.ShouldBeFalse();
        var config = bases.Store.ReadImage(bases.Store.Resolve(ImageReference.Parse("base:1"))!, Platform.Host)!.Config;
        config.Config!.Cmd.ShouldBe(["bash"]);
        config.Config.Env!.ShouldHaveSingleItem().ShouldStartWith("PATH=/usr/local/sbin:");
        config.History!.ShouldHaveSingleItem().CreatedBy.ShouldBe("slipway base debian:bookworm-slim --include ca-certificates");
        // A time of the packages, and not of the making.
        config.Created!.Value.ShouldBeLessThan(bases.Began.AddMinutes(-1));
    }

    [Fact]
    public async Task Packages_are_listed_and_indexes_updated_in_it()
    {
        var (made, _) = await bases.MakeAsync(Cancellation);
        using var unpacked = await UnpackedLayer.OfAsync(bases.Store, made.Image, Cancellation);
        LinuxFile.CreateNode(Path.Combine(unpacked.Root, "dev/null"), FileType.CharacterDevice, 0x1B6, new DeviceNumber(1, 3));
        LinuxFile.CreateNode(Path.Combine(unpacked.Root, "dev/urandom"), FileType.CharacterDevice, 0x1B6, new DeviceNumber(1, 9));
        LinuxFile.SetMode(Path.Combine(unpacked.Root, "dev/null"), 0x1B6);
        LinuxFile.SetMode(Path.Combine(unpacked.Root, "dev/urandom"), 0x1B6);
        File.Copy("/etc/resolv.conf", Path.Combine(unpacked.Root, "etc/resolv.conf"));

        var listed = await unpacked.RunAsync("dpkg -l ca-certificates apt bash | grep -c ^ii", Cancellation);
        var updated = await unpacked.RunAsync("apt-get update && apt-get install --no-install-recommends --yes hello && hello", Cancellation);

        listed.ShouldBe("3");
        updated.ShouldContain("http://deb.debian.org/debian bookworm");
        updated.ShouldEndWith("Hello, world!");
    }

    [Fact]
    public async Task It_holds_nothing_of_the_machine_that_made_it_and_no_documentation()
    {
        var (made, _) = await bases.MakeAsync(Cancellation);
        using var unpacked = await UnpackedLayer.OfAsync(bases.Store, made.Image, Cancellation);
        string At(string path) => Path.Combine(unpacked.Root, path);

        string[] absent = ["etc/resolv.conf", "etc/hostname", "etc/machine-id", "etc/apt/sources.list", "etc/apt/apt.conf.d/99mmdebstrap", "etc/dpkg/dpkg.cfg.d/99mmdebstrap", "var/log/dpkg.log", "var/cache/ldconfig/aux-cache"];
        absent.Where(path => File.Exists(At(path))).ShouldBeEmpty();
        Directory.EnumerateFileSystemEntries(At("dev")).ShouldBeEmpty();
        Directory.EnumerateFiles(At("var/lib/apt/lists"), "*", SearchOption.AllDirectories).ShouldBeEmpty();
        Directory.EnumerateFiles(At("usr/share/man"), "*", SearchOption.AllDirectories).ShouldBeEmpty();
        File.Exists(At("usr/share/doc/apt/copyright")).ShouldBeTrue();
        File.Exists(At("usr/share/doc/apt/changelog.gz")).ShouldBeFalse();
        (await File.ReadAllTextAsync(At("etc/apt/sources.list.d/debian.sources"), Cancellation)).ShouldContain("Suites: bookworm bookworm-updates\n");
        var time = bases.Store.ReadImage(made.Image, Platform.Host)!.Config.Created!.Value.ToUnixTimeSeconds();
        var newer = await new Command("find", [unpacked.Root, "-mindepth", "1", "-newermt", $"@{time}"]).RunAsync(Cancellation);
        newer.EnsureSuccess().OutputText.ShouldBeEmpty();
    }

    [Fact]
    public async Task What_was_made_is_used_again_until_mirrors_publish_or_one_asks_for_it()
    {
        var (made, _) = await bases.MakeAsync(Cancellation);
        var said = new List<string>();

        var again = await bases.Images.MakeAsync(DebianBases.Request with { Name = ImageReference.Parse("base:2") }, bases.Store, new DebianBases.Lines(said.Add), Cancellation);

        again.IsReused.ShouldBeTrue();
        again.Image.ShouldBe(made.Image);
        again.Size.ShouldBe(made.Size);
        said.ShouldBeEmpty();
        bases.Store.Resolve(ImageReference.Parse("base:2")).ShouldBe(made.Image);
    }

    [Fact]
    public async Task A_package_that_there_is_not_is_told_by_its_name()
    {
        Needs.Root();
        Needs.Tool("mmdebstrap");
        await DebianBases.RequireMirrorsAsync(Cancellation);
        using var folder = new TempFolder();
        var request = new BaseImageRequest { From = BaseName.Parse("debian/bookworm"), Include = ["no-such-package"] };

        var refusal = await Should.ThrowAsync<BaseImageException>(async () =>
            await new BaseImages(new SlipwayHome(folder.Path)).MakeAsync(request, OciLayout.Open(folder["store"]), null, Cancellation));

        refusal.Message.ShouldStartWith("Cannot make the base 'debian:bookworm-slim' with no-such-package: mmdebstrap ended with exit code");
        refusal.Message.ShouldContain("Unable to locate package no-such-package");
        Directory.GetDirectories(folder["cache/bases"]).ShouldBeEmpty();
    }
}
