// SPDX-License-Identifier: Apache-2.0
using System.Collections.Concurrent;
using System.Net;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Slipway.Oci;
using Slipway.TestKit;

namespace Slipway.Registry.Tests;

public sealed class AdmissionTests : IAsyncLifetime
{
    private readonly OnlyWithProof _admission = new();
    private readonly Notes _audit = new();
    private TestRegistry _registry = null!;
    private RegistryHttp _http = null!;

    public async ValueTask InitializeAsync()
    {
        _registry = await TestRegistry.StartAsync(
            RegistryHttp.Cancellation, services: services => services.AddSingleton<IAdmission>(_admission).AddSingleton<IRegistryAudit>(_audit));
        _http = new(_registry);
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _registry.DisposeAsync();
    }

    [Fact]
    public async Task An_image_that_is_not_admitted_gets_no_tag_and_the_client_is_told_why()
    {
        var manifest = await _http.MakeManifestAsync("team/app");

        var response = await _http.PutManifestAsync("team/app", "1.0", manifest);

        var errors = await response.ShouldBeErrorAsync(HttpStatusCode.Forbidden, "DENIED");
        errors[0].GetProperty("message").GetString().ShouldBe("nothing proves this image; attach a proof first");
        (await _http.HeadAsync("/v2/team/app/manifests/1.0")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        _audit.Events.ShouldHaveSingleItem().Refusal.ShouldBe("nothing proves this image; attach a proof first");
    }

    [Fact]
    public async Task Manifests_and_proofs_come_first_by_digest_and_the_tag_when_they_are_there()
    {
        var manifest = await _http.MakeManifestAsync("team/app");
        var digest = Digest.Sha256(Encoding.UTF8.GetBytes(manifest));
        (await _http.PutManifestAsync("team/app", digest.ToString(), manifest)).StatusCode.ShouldBe(HttpStatusCode.Created);
        var proof = await _http.MakeManifestAsync("team/app", "proof", $",\"subject\":{{\"mediaType\":\"{MediaTypes.Manifest}\",\"digest\":\"{digest}\",\"size\":{manifest.Length}}}");
        await _http.PutManifestAsync("team/app", Digest.Sha256(Encoding.UTF8.GetBytes(proof)).ToString(), proof);

        (await _http.PutManifestAsync("team/app", "1.0", manifest)).StatusCode.ShouldBe(HttpStatusCode.Created);

        _admission.Layers.ShouldBe(["layer"]);
    }

    [Fact]
    public async Task What_is_done_is_noted_with_who_did_it()
    {
        _admission.IsOpen = true;
        var digest = await _http.PushImageAsync("team/app", "1.0");
        await _http.DeleteAsync("/v2/team/app/manifests/1.0");
        await _http.DeleteAsync($"/v2/team/app/manifests/{digest}");
        await _http.DeleteAsync($"/v2/team/app/blobs/{Digest.Sha256("layer"u8)}");

        _audit.Events.Select(static happened => happened.Kind).ShouldBe([RegistryEventKind.PushManifest, RegistryEventKind.DeleteTag, RegistryEventKind.DeleteManifest, RegistryEventKind.DeleteBlob]);
        _audit.Events.ShouldAllBe(static happened => happened.By == "push-token" && happened.Refusal == null && happened.Repository.ToString() == "team/app");
        _audit.Events.First().Digest.ShouldBe(digest);
        _audit.Events.First().Tags.ShouldBe([Tag.Parse("1.0")]);
    }

    private sealed class OnlyWithProof : IAdmission
    {
        public bool IsOpen { get; set; }

        public List<string> Layers { get; } = [];

        public async ValueTask<AdmissionVerdict> JudgeAsync(AdmissionRequest request, CancellationToken cancellationToken)
        {
            if (IsOpen)
                return AdmissionVerdict.Admitted;
            if (request.Content.ListReferrers(request.Descriptor.Digest).Count == 0)
                return AdmissionVerdict.Refused("nothing proves this image; attach a proof first");
            request.Content.ReadManifest(request.Descriptor.Digest)!.Value.ToArray().ShouldBe(request.Manifest.ToArray());
            foreach (var layer in ManifestBlob.Parse(request.Manifest).Image!.Layers)
            {
                using var reader = new StreamReader((await request.Content.OpenBlobAsync(layer.Digest, cancellationToken))!);
                Layers.Add(await reader.ReadToEndAsync(cancellationToken));
            }
            return AdmissionVerdict.Admitted;
        }
    }

    private sealed class Notes : IRegistryAudit
    {
        public ConcurrentQueue<RegistryEvent> Events { get; } = new();

        public void Record(RegistryEvent happened) => Events.Enqueue(happened);
    }
}
