// SPDX-License-Identifier: Apache-2.0
using Slipway.Oci;
using Slipway.TestKit;

namespace Slipway.Build.Tests;

/// <summary>Layers that several targets of a build hold.</summary>
public sealed class SharedLayerTests
{
    public SharedLayerTests() => Needs.Root();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    // Each variant has a first layer of its own and the same second one.
    [Fact]
    public async Task A_layer_that_many_variants_hold_is_written_once()
    {
        const int Variants = 6;
        using var world = await BuildWorld.WithBaseAsync();
        world.Write("same/large", new string('x', 100_000));
        BuildTarget Variant(int number) => world.Target($"FROM {BuildWorld.Base}\nARG N\nLABEL n=$N\nCOPY own-{number} /own\nCOPY same /same\n", $"v{number}") with { Args = new Dictionary<string, string> { ["N"] = $"{number}" } };
        for (var number = 0; number < Variants; number++)
            world.Write($"own-{number}", $"{number}");
        var made = 0;
        using var watcher = new FileSystemWatcher(Path.Combine(world.Store.Root, "ingest")) { InternalBufferSize = 1 << 16 };
        watcher.Created += (_, _) => Interlocked.Increment(ref made);
        watcher.EnableRaisingEvents = true;

        var result = await world.RunAsync(null, [.. Enumerable.Range(0, Variants).Select(Variant)]);

        result.Succeeded.ShouldBeTrue(BuildWorld.Describe(result));
        result.Targets.Select(target => world.Store.ReadImage(target.Image!, Platform.Host)!.LayersWithDiffIds.Last().Layer.Digest).Distinct().Count().ShouldBe(1);
        // A layer, a configuration and a manifest each, and one layer for all.
        await WaitAsync(() => Volatile.Read(ref made) >= (3 * Variants) + 1);
        Volatile.Read(ref made).ShouldBe((3 * Variants) + 1);
    }

    // The kernel's news come a little later.
    private static async Task WaitAsync(Func<bool> isSo)
    {
        for (var left = 100; left > 0 && !isSo(); left--)
            await Task.Delay(20, Cancellation);
    }
}
