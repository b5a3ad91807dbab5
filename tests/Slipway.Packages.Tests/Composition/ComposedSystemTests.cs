// SPDX-License-Identifier: Apache-2.0
using Slipway.Distribution;
using Slipway.Native;
using Slipway.Oci;
using Slipway.TestKit;

namespace Slipway.Packages.Tests;

[Trait("Needs", "Network")]
public sealed class ComposedSystemTests(ComposedSystems systems) : IClassFixture<ComposedSystems>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("linux/amd64")]
    [InlineData("linux/arm64")]
    public async Task Composed_twice_it_is_the_same_image(string platform)
    {
        var (first, second) = await systems.MakeAsync(platform, Cancellation);

        second.Digest.ShouldBe(first.Digest);
        systems.Store.ReadImage(first, Platform.Parse(platform))!.Config.Platform.ToString().ShouldStartWith(platform);
    }

    [Fact]
    public async Task Its_programs_run_and_dpkg_knows_its_packages()
    {
        Needs.Root();
        var (made, _) = await systems.MakeAsync("linux/amd64", Cancellation);
        using var unpacked = await UnpackedLayer.OfAsync(systems.Store, made, Cancellation);

        var version = await new Command("chroot", [unpacked.Root, "/usr/bin/node", "-e", "console.log(process.version, require('os').userInfo().username)"]).RunAsync(Cancellation);
        var listed = await new Command("dpkg-query", [$"--admindir={unpacked.Root}/var/lib/dpkg", "--show", "--showformat=${db:Status-Abbrev} ${Package}\n"]).RunAsync(Cancellation);
        var verified = await new Command("dpkg", [$"--root={unpacked.Root}", "--verify"]).RunAsync(Cancellation);

        version.EnsureSuccess().OutputText.ShouldBe("v18.20.4 root");
        listed.EnsureSuccess().OutputText.Split('\n').ShouldContain("ii  nodejs");
        verified.EnsureSuccess().OutputText.ShouldBeEmpty();
    }

    [Fact]
    public async Task Its_programs_for_another_machine_run_under_emulation()
    {
        Needs.Root();
        Needs.Tool("qemu-aarch64-static");
        var (made, _) = await systems.MakeAsync("linux/arm64", Cancellation);
        using var unpacked = await UnpackedLayer.OfAsync(systems.Store, made, Cancellation);
        File.Copy(Command.Find("qemu-aarch64-static")!, Path.Combine(unpacked.Root, "qemu"));

        var version = await new Command("chroot", [unpacked.Root, "/qemu", "/usr/bin/node", "--version"]).RunAsync(Cancellation);

        version.EnsureSuccess().OutputText.ShouldStartWith("v18.");
    }

    [Fact]
    public async Task A_32_bit_ARMs_is_composed_of_armhf_and_runs_under_emulation()
    {
        Needs.Root();
        Needs.Tool("gpgv");
        Needs.Tool("qemu-arm-static");
        await Needs.DebianMirrorsAsync(Cancellation);
        using var folder = new TempFolder();
        folder.Write("apt/sources.list", "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] http://deb.debian.org/debian bookworm main\n");
        using var http = new GuardedHttp();
        var composer = new PackageComposer(new(folder["home"]), http) { AptFolder = folder["apt"] };
        var request = new PackagesRequest { Suite = DebianSuite.Parse("bookworm"), Include = ["coreutils", "python3-minimal"], Platform = Platform.Parse("linux/arm/v7") };
        var store = OciLayout.Open(folder["store"]);

        var made = await composer.ComposeAsync(request, await composer.ResolveAsync(request, Cancellation), ComposedForm.System, store, null, Cancellation);

        var config = store.ReadImage(made, request.Platform)!.Config;
        (config.Architecture, config.Variant).ShouldBe(("arm", "v7"));
        using var unpacked = await UnpackedLayer.OfAsync(store, made, Cancellation);
        File.Copy(Command.Find("qemu-arm-static")!, Path.Combine(unpacked.Root, "qemu"));
        var machine = await new Command("chroot", [unpacked.Root, "/qemu", "/usr/bin/uname", "-m"]).RunAsync(Cancellation);
        var python = await new Command("chroot", [unpacked.Root, "/qemu", "/usr/bin/python3", "-c", "import platform, struct; print(platform.machine(), struct.calcsize('P'))"]).RunAsync(Cancellation);
        var known = await new Command("dpkg-query", [$"--admindir={unpacked.Root}/var/lib/dpkg", "--show", "--showformat=${Architecture}\n", "libc6"]).RunAsync(Cancellation);
        machine.EnsureSuccess().OutputText.ShouldBe("armv7l");
        python.EnsureSuccess().OutputText.ShouldBe("armv7l 4");
        known.EnsureSuccess().OutputText.ShouldBe("armhf");
    }
}
