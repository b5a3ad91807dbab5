// SPDX-License-Identifier: Apache-2.0
using Slipway.Native;
using Slipway.Oci;
using Slipway.TestKit;

namespace Slipway.Registry.Tests;

public sealed class ImportTests
{
    [Fact]
    public async Task The_storage_of_dockers_registry_comes_over_whole_and_goes_out_as_a_layout_that_skopeo_reads()
    {
        var skopeo = Needs.Tool("skopeo");
        using var folder = new TempFolder();
        var index = await MakeLayoutAsync(folder["source"], "docker.io/team/app:1.0");
        await using var registry = await TestRegistry.StartAsync(RegistryHttp.Cancellation);
        await using (var docker = await DockerRegistryServer.StartAsync(TestKit.RegistryAccess.Anonymous, RegistryHttp.Cancellation))
        {
            foreach (var name in new[] { "team/app:1.0", "deep/er/app:2" })
                await RunAsync(skopeo, "copy", "--all", "--dest-tls-verify=false", $"oci:{folder["source"]}:docker.io/team/app:1.0", $"docker://{docker.Registry}/{name}");

            var report = await RegistryImport.ImportAsync(registry.Server.Storage, docker.Root, null, TimeProvider.System, RegistryHttp.Cancellation);
            report.Problems.ShouldBeEmpty();
            report.Tags.ShouldBe(["deep/er/app:2", "team/app:1.0"]);
            // Again: all is there.
            (await RegistryImport.ImportAsync(registry.Server.Storage, docker.Root, null, TimeProvider.System, RegistryHttp.Cancellation)).Blobs.ShouldBe(0);

            foreach (var data in Directory.GetFiles(docker.Root, "data", SearchOption.AllDirectories))
                await File.WriteAllTextAsync(data, "other bytes", RegistryHttp.Cancellation);
            await using var other = await TestRegistry.StartAsync(RegistryHttp.Cancellation);
            var damaged = await RegistryImport.ImportAsync(other.Server.Storage, docker.Root, null, TimeProvider.System, RegistryHttp.Cancellation);
            damaged.Tags.ShouldBeEmpty();
            damaged.Problems.ShouldNotBeEmpty();
        }

        var exported = await RegistryExport.ExportAsync(registry.Server.Storage, folder["export"], NamePattern.Parse("team/*"), NamePattern.Any, RegistryHttp.Cancellation);

        exported.Names.ShouldBe(["team/app:1.0"]);
        Digest.Sha256(System.Text.Encoding.UTF8.GetBytes(await RunAsync(skopeo, "inspect", "--raw", $"oci:{folder["export"]}:team/app:1.0"))).ShouldBe(index.Digest);
        await RunAsync(skopeo, "copy", "--all", $"oci:{folder["export"]}:team/app:1.0", $"dir:{folder.MakeFolder("checked")}");
        (await RegistryImport.ImportAsync(registry.Server.Storage, folder["export"], RepositoryName.Parse("again"), TimeProvider.System, RegistryHttp.Cancellation)).Tags.ShouldBe(["again:1.0"]);
        using var http = new RegistryHttp(registry);
        (await http.HeadAsync("/v2/again/manifests/1.0")).Header("Docker-Content-Digest").ShouldBe(index.Digest.ToString());
    }

    [Fact]
    public async Task Links_out_of_the_folder_are_not_followed_and_what_is_no_file_is_told()
    {
        using var folder = new TempFolder();
        await MakeLayoutAsync(folder["source"], "docker.io/team/app:1.0");
        var blobs = Directory.GetFiles(folder["source/blobs/sha256"]).Order().ToList();
        folder.Write("outside", await File.ReadAllBytesAsync(blobs[0], RegistryHttp.Cancellation));
        File.Delete(blobs[0]);
        File.CreateSymbolicLink(blobs[0], folder["outside"]);
        File.Delete(blobs[1]);
        LinuxFile.CreateFifo(blobs[1], 0x1A4);
        await using var registry = await TestRegistry.StartAsync(RegistryHttp.Cancellation);

        var report = await RegistryImport.ImportAsync(registry.Server.Storage, folder["source"], null, TimeProvider.System, RegistryHttp.Cancellation);

        report.Tags.ShouldBeEmpty();
        report.Problems.ShouldNotBeEmpty();
    }

    private static async Task<Descriptor> MakeLayoutAsync(string folder, string name)
    {
        var store = OciLayout.Open(folder);
        var index = RandomImage.CreateIndex(store, 7, Platform.LinuxAmd64, Platform.Parse("linux/arm64"));
        await store.SetReferenceAsync(ImageReference.Parse(name), index, RegistryHttp.Cancellation);
        return index;
    }

    private static async Task<string> RunAsync(string program, params string[] arguments)
    {
        var result = await new Command(program, arguments).RunAsync(RegistryHttp.Cancellation);
        result.EnsureSuccess();
        return System.Text.Encoding.UTF8.GetString(result.Output.Span);
    }
}
