// SPDX-License-Identifier: Apache-2.0
using Slipway.Distribution;
using Slipway.Oci;
using Slipway.TestKit;

namespace Slipway.Cli.Tests;

public sealed class CopyCommandTests : IDisposable
{
    private readonly TestProgram _slipway = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private OciLayout Other => OciLayout.Open(_slipway.Folder["other"]);

    public void Dispose() => _slipway.Dispose();

    [Fact]
    public async Task A_dry_run_says_what_would_come_and_the_copy_brings_it()
    {
        await using var from = await DockerRegistryServer.StartAsync(RegistryAccess.Anonymous, Cancellation);
        await using var to = await DockerRegistryServer.StartAsync(RegistryAccess.Anonymous, Cancellation);
        var (image, signature) = await PushAsync(from.Registry);
        var (source, destination) = ($"{from.Registry}/team/app:1", $"{to.Registry}/team/app:1");

        var (code, plan, said) = await _slipway.RunAsync("copy", "--referrers", "--dry-run", source, destination);
        code.ShouldBe(ExitCode.Done, said);
        plan.ShouldStartWith($"{source}: {image.Digest}\n  {signature.Digest} application/x.signature\n{destination}: lacks 4 of 4 blobs, ");
        said.ShouldBe("This was a dry run: nothing was copied.\n");
        (await _slipway.RunAsync("inspect", "--remote", destination)).ExitCode.ShouldBe(ExitCode.No);

        (await _slipway.OutputOfAsync("copy", "-q", "--referrers", source, destination)).ShouldBe($"{destination}: {image.Digest} with 1 referrer\n");
        (await _slipway.OutputOfAsync("referrers", "--format", "{{.Digest}}", destination)).ShouldBe($"{signature.Digest}\n");
        (await _slipway.OutputOfAsync("copy", "--dry-run", source, destination)).ShouldEndWith($"{destination}: all of 3 blobs are there\n");
        (await _slipway.OutputOfAsync("copy", "-q", source, $"{to.Registry}/bare/app:1")).ShouldBe($"{to.Registry}/bare/app:1: {image.Digest}\n");
        (await _slipway.OutputOfAsync("referrers", "--format", "json", $"{to.Registry}/bare/app:1")).ShouldBe("[]\n");
    }

    [Fact]
    public async Task A_type_means_that_referrers_go_along_and_one_that_is_gone_is_told()
    {
        await using var from = await DockerRegistryServer.StartAsync(RegistryAccess.Anonymous, Cancellation);
        var (_, signature) = await PushAsync(from.Registry);
        using (var http = new GuardedHttp())
        using (var client = await RegistryClient.ConnectAsync(http, from.Registry, null, null, Cancellation))
            await client.DeleteManifestAsync(RepositoryName.Parse("team/app"), signature.Digest, Cancellation);

        (await _slipway.OutputOfAsync("copy", "-q", "--referrers-type", "application/x.sbom", $"{from.Registry}/team/app:1", "oci:a:1")).ShouldNotContain("with");
        var (code, output, error) = await _slipway.RunAsync("copy", "-q", "--referrers-type", "application/x.signature", $"{from.Registry}/team/app:1", "oci:b:1");
        code.ShouldBe(ExitCode.Done);
        output.ShouldNotContain("with");
        error.ShouldStartWith($"warning: {signature.Digest} is listed as referring to ");
        error.ShouldEndWith("was left out: it is not there\n");
    }

    private async Task<(Descriptor Image, Descriptor Signature)> PushAsync(string registry)
    {
        var image = RandomImage.Create(Other, seed: 2);
        var empty = Other.WriteBlob(MediaTypes.Empty, "{}"u8);
        var signature = ManifestBlob.Create(new ImageManifest { Config = empty, Layers = [empty], ArtifactType = "application/x.signature", Subject = image });
        Other.WriteManifest(signature);
        using var http = new GuardedHttp();
        var transfer = new ImageTransfer(http);
        await transfer.PushAsync(Other, image, ImageReference.Parse($"{registry}/team/app:1"), null, Cancellation);
        await transfer.PushAsync(Other, signature.Descriptor, ImageReference.Parse($"{registry}/team/app@{signature.Digest}"), null, Cancellation);
        return (image, signature.Descriptor);
    }
}
