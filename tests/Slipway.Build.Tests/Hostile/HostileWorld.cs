// SPDX-License-Identifier: Apache-2.0
using Slipway.Native;
using Slipway.Oci;
using Slipway.Oci.Layers;

namespace Slipway.Build.Tests;

/// <summary>A build world beside which lies what no build may read or change.</summary>
internal sealed class HostileWorld : IDisposable
{
    public const string Canary = "canary-of-the-host-71c4";

    private HostileWorld(BuildWorld world)
    {
        World = world;
        world.Folder.Write("outside/secret", Canary);
        world.Folder.Write("outside/f0", Canary);
    }

    public BuildWorld World { get; }

    public string Context => World.Context;

    /// <summary>The folder of the canary.</summary>
    public string Outside => World.Folder["outside"];

    public static Task<HostileWorld> CreateAsync(params LayerEntry[] more) => CreateAsync(null, more);

    public static async Task<HostileWorld> CreateAsync(Func<BuildServices, BuildServices>? change, params LayerEntry[] more)
    {
        var world = new BuildWorld(change);
        await world.AddBaseAsync(BuildWorld.Base, Platform.Host, null, more);
        return new(world);
    }

    /// <summary>Builds, whatever comes of it, and makes sure that nothing of the canary did.</summary>
    public async Task<(BuiltImage? Image, BuildFailure? Failure)> TryBuildAsync(string dockerfile, Func<BuildTarget, BuildTarget>? change = null)
    {
        var target = World.Target(dockerfile);
        var result = await World.RunAsync(new() { ShareHostAuthorities = false }, change?.Invoke(target) ?? target);
        var image = result.Targets[0].Image is { } manifest ? new BuiltImage(World, manifest, result) : null;
        if (image is not null)
            image.Tree.Enumerate().ShouldAllBe(entry => entry.Node.Content != Digest.Sha256(System.Text.Encoding.ASCII.GetBytes(Canary)));
        World.Log.ShouldNotContain(Canary);
        BuildWorld.Describe(result).ShouldNotContain(Canary);
        return (image, result.Targets[0].Failure);
    }

    public void Dispose()
    {
        Directory.GetFileSystemEntries(Outside).Select(Path.GetFileName).Order().ShouldBe(["f0", "secret"]);
        File.ReadAllText(Outside + "/secret").ShouldBe(Canary);
        LinuxFile.GetStatus(Outside + "/secret").LinkCount.ShouldBe(1u);
        World.Dispose();
    }
}
