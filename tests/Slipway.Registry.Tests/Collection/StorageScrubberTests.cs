// SPDX-License-Identifier: Apache-2.0
using System.Net;
using Slipway.Oci;
using Slipway.TestKit;

namespace Slipway.Registry.Tests;

public sealed class StorageScrubberTests
{
    [Fact]
    public async Task A_scrub_tells_which_tags_a_damaged_file_is_in_puts_it_aside_and_a_push_heals_it()
    {
        await using var registry = await TestRegistry.StartAsync(RegistryHttp.Cancellation, static options => options with { Scrub = new() { BytesPerSecond = null } });
        using var http = new RegistryHttp(registry);
        await http.PushImageAsync("team/app", "1.0", "to be damaged");
        await http.PushImageAsync("team/app", "2.0", "to be left alone");
        var digest = Digest.Sha256("to be damaged"u8);
        var file = Directory.GetFiles(Path.Combine(registry.Root, "data/blobs/sha256", digest.Hex[..2]), $"{digest.Hex}.*").ShouldHaveSingleItem();
        var content = await File.ReadAllBytesAsync(file, RegistryHttp.Cancellation);
        content[3] ^= 1;
        await File.WriteAllBytesAsync(file, content, RegistryHttp.Cancellation);
        var scrubber = registry.Server.Storage.Scrubber;

        var told = (await scrubber.ScrubAsync(ScrubMode.ReportOnly, RegistryHttp.Cancellation)).Problems.ShouldHaveSingleItem();
        File.Exists(file).ShouldBeTrue();
        (await scrubber.ScrubAsync(ScrubMode.Quarantine, RegistryHttp.Cancellation)).Problems.ShouldHaveSingleItem().Affected.ShouldBe(["team/app:1.0"]);

        told.Digest.ShouldBe(digest);
        told.Affected.ShouldBe(["team/app:1.0"]);
        File.Exists(file).ShouldBeFalse();
        (await File.ReadAllBytesAsync(Path.Combine(registry.Root, "data/quarantine", Path.GetFileName(file)), RegistryHttp.Cancellation)).ShouldBe(content);
        (await http.HeadAsync($"/v2/team/app/blobs/{digest}")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        await http.PushBlobAsync("team/app", "to be damaged");
        (await http.GetAsync($"/v2/team/app/blobs/{digest}").TextAsync()).ShouldBe("to be damaged");
        (await scrubber.ScrubAsync(ScrubMode.Quarantine, RegistryHttp.Cancellation)).Problems.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_push_heals_a_damage_that_nobody_has_noticed()
    {
        await using var registry = await TestRegistry.StartAsync(RegistryHttp.Cancellation);
        using var http = new RegistryHttp(registry);
        var digest = await http.PushBlobAsync("team/app", "unnoticed");
        (await http.GetAsync($"/v2/team/app/blobs/{digest}").TextAsync()).ShouldBe("unnoticed");
        var file = Directory.GetFiles(Path.Combine(registry.Root, "data/blobs/sha256", digest.Hex[..2]), $"{digest.Hex}.*").ShouldHaveSingleItem();
        await File.WriteAllTextAsync(file, "Unnoticed", RegistryHttp.Cancellation);

        // It was found right before, but somebody has touched it since.
        (await http.GetAsync($"/v2/team/app/blobs/{digest}", ("Range", "bytes=0-3"))).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        await http.PushBlobAsync("team/app", "unnoticed");
        var healed = Directory.GetFiles(Path.Combine(registry.Root, "data/blobs/sha256", digest.Hex[..2]), $"{digest.Hex}.*").ShouldHaveSingleItem();
        await File.WriteAllTextAsync(healed, "Unnoticed", RegistryHttp.Cancellation);
        await http.PushBlobAsync("team/app", "unnoticed");

        (await http.GetAsync($"/v2/team/app/blobs/{digest}").TextAsync()).ShouldBe("unnoticed");
    }
}
