// SPDX-License-Identifier: Apache-2.0
using System.Collections.Concurrent;
using System.Net;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Slipway.Oci;
using Slipway.TestKit;

namespace Slipway.Distribution.Tests;

public sealed class ManyPushTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly GuardedHttp _http = new();
    private readonly CredentialStore _credentials;

    public ManyPushTests() => _credentials = new(_folder["auth.json"]);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private OciLayout Store => OciLayout.Open(_folder["store"]);

    public void Dispose()
    {
        _http.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_layer_that_several_images_pushed_together_share_goes_up_once()
    {
        var recorder = new RequestRecorder();
        await using var registry = await TestRegistry.StartAsync(Cancellation, services: services => services.AddSingleton<IStartupFilter>(recorder));
        await _credentials.SaveAsync(registry.Registry, RegistryCredential.FromPassword("anyone", registry.PushToken), Cancellation);
        var image = RandomImage.Create(Store, seed: 3, layerSize: 3_000_000);

        await new ImageTransfer(_http, _credentials).PushAsync(Store, [.. Enumerable.Range(0, 6).Select(number => new ImagePush(image, [ImageReference.Parse($"{registry.Registry}/app{number}:1")]))], null, Cancellation);

        var manifest = Store.ReadManifest(image).Image!;
        var sent = recorder.Requests.Where(static request => request.StartsWith("PUT", StringComparison.Ordinal) && request.Contains("/blobs/uploads/", StringComparison.Ordinal)).ToList();
        sent.Count.ShouldBe(manifest.Layers.Count + 1);
        foreach (var number in Enumerable.Range(0, 6))
            (await new ImageTransfer(_http, _credentials).ResolveAsync(ImageReference.Parse($"{registry.Registry}/app{number}:1"), Cancellation))!.Digest.ShouldBe(image.Digest);
    }

    [Fact]
    public async Task Images_and_registries_are_sent_to_together_within_their_bounds()
    {
        var together = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var busy = new ConcurrentDictionary<string, int>();
        var most = new ConcurrentDictionary<string, int>();
        await using var one = Slow("one");
        await using var two = Slow("two");

        await new ImageTransfer(_http, null, new() { MaxConcurrentBlobs = 2 }).PushAsync(
            Store, [.. from number in Enumerable.Range(0, 3) select new ImagePush(RandomImage.Create(Store, seed: 10 + number, layers: 4), [.. from server in new[] { one, two } select ImageReference.Parse($"{server.Authority}/app{number}:1")])], null, Cancellation);

        most["one"].ShouldBe(2);
        most["two"].ShouldBe(2);
        most["both"].ShouldBe(4);

        ScriptedServer Slow(string name) => ScriptedServer.Waiting(async request =>
        {
            if (request.Method != "POST")
                return new(request.Method == "HEAD" ? HttpStatusCode.NotFound : HttpStatusCode.Created);
            foreach (var counted in (string[])[name, "both"])
            {
                var now = busy.AddOrUpdate(counted, 1, static (_, count) => count + 1);
                most.AddOrUpdate(counted, now, (_, count) => Math.Max(count, now));
            }
            if (busy["both"] == 4)
                together.TrySetResult();
            await Task.WhenAny(together.Task, Task.Delay(TimeSpan.FromSeconds(30), Cancellation));
            foreach (var counted in (string[])[name, "both"])
                busy.AddOrUpdate(counted, 0, static (_, count) => count - 1);
            return new(HttpStatusCode.Accepted) { Headers = { ["Location"] = "/session" } };
        });
    }

    [Fact]
    public async Task A_registry_that_refuses_a_name_keeps_no_other_from_its_own_and_it_is_told_which_are_set()
    {
        await using var open = Taking(static _ => true);
        await using var closed = Taking(static tag => tag != "1");
        var image = RandomImage.Create(Store, seed: 4);
        string[] names = [$"{closed.Authority}/app:1", $"{closed.Authority}/app:2", $"{open.Authority}/app:1"];

        var refusal = await Should.ThrowAsync<RegistryException>(() =>
            new ImageTransfer(_http).PushAsync(Store, [new(image, [.. names.Select(ImageReference.Parse)])], null, Cancellation));

        refusal.Message.ShouldStartWith($"Cannot push the manifest '{names[0]}': ");
        refusal.Message.ShouldEndWith($"Set: {names[1]}, {names[2]}. Not set: {names[0]}. All that they name is in place, and the same again sets the rest.");
        refusal.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        refusal.IsTransient.ShouldBeFalse();
    }

    [Fact]
    public async Task A_registry_that_refuses_a_part_stops_every_name_and_that_is_told()
    {
        await using var open = Taking(static _ => true);
        await using var closed = new ScriptedServer(static _ => new ScriptedResponse(HttpStatusCode.Forbidden));
        var image = RandomImage.Create(Store, seed: 4);

        var refusal = await Should.ThrowAsync<RegistryException>(() => new ImageTransfer(_http).PushAsync(
            Store, [new(image, [ImageReference.Parse($"{open.Authority}/app:1"), ImageReference.Parse($"{closed.Authority}/app:1")])], null, Cancellation));

        refusal.Message.ShouldContain(closed.Authority);
        refusal.Message.ShouldEndWith("No name was set anywhere.");
        open.Requests.ShouldNotContain(static request => request.Method == "PUT" && request.Target.EndsWith("/manifests/1", StringComparison.Ordinal));
    }

    private static ScriptedServer Taking(Func<string, bool> takes) => new(request => request.Method switch
    {
        "HEAD" => new ScriptedResponse(HttpStatusCode.NotFound),
        "POST" => new ScriptedResponse(HttpStatusCode.Accepted) { Headers = { ["Location"] = "/session" } },
        "PUT" when request.Target.Contains("/manifests/", StringComparison.Ordinal) && !takes(request.Target[(request.Target.LastIndexOf('/') + 1)..]) => new ScriptedResponse(HttpStatusCode.Forbidden),
        _ => new ScriptedResponse(HttpStatusCode.Created),
    });
}
