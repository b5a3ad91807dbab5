// SPDX-License-Identifier: Apache-2.0
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
}
