// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics;
using Slipway.Native;
using Slipway.Oci;
using Slipway.TestKit;

namespace Slipway.Build.Tests;

public sealed class KillTests
{
    // Once with steps that execute, so that files are copied into a directory, and once without, so that they go straight into a layer.
    private const string Straight = "FROM test/busybox:1\nCOPY many /many\nCOPY many /more\nWORKDIR /w\n";
    private const string Dockerfile = "FROM test/busybox:1\nRUN echo one > /one\nCOPY many /many\nRUN echo two > /two; sleep 0.2\nRUN echo three > /three\n";

    /// <summary>Runs in a process of its own, where a test asks for it by a variable: builds the world that the variable names.</summary>
    [Fact]
    [Trait("Needs", "Parent")]
    public async Task A_build_to_be_killed()
    {
        if (Environment.GetEnvironmentVariable("SLIPWAY_TEST_HOME") is not { } home)
            return;
        var services = new BuildServices { Home = new(home), Store = OciLayout.Open(Path.Combine(home, "store")) };
        var target = new BuildTarget { Name = "app", Source = new DockerfileSource(Slipway.Dockerfile.SourceText.From("Dockerfile", Environment.GetEnvironmentVariable("SLIPWAY_TEST_STEPS")!)), Context = Environment.GetEnvironmentVariable("SLIPWAY_TEST_CONTEXT"), Tags = [ImageReference.Parse("killed:1")] };
        await new BuildEngine(services).BuildAsync(new() { Targets = [target] }, null, TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task A_build_that_is_killed_at_any_moment_leaves_a_right_store_and_the_next_one_is_clean()
    {
        Needs.Root();
        Needs.Tool("runc");
        var cancellation = TestContext.Current.CancellationToken;
        using var world = await BuildWorld.WithBaseAsync();
        foreach (var index in Enumerable.Range(0, 200))
            world.Write($"many/{index}", new string('x', 1000 + index));

        foreach (var delay in new[] { 350, 500, 650, 800, 950, 1100, 1300, 1600 })
        {
            await KillAfterAsync(world, Dockerfile, delay, cancellation);
            await CheckStoreAsync(world, cancellation);
        }
        var image = await world.BuildAsync(Dockerfile);

        image.Text("/one").ShouldBe("one\n");
        image.Text("/three").ShouldBe("three\n");
        image.Tree.Find("/many")!.Children.Length.ShouldBe(200);
        await CheckStoreAsync(world, cancellation);
        MountTable.Below(world.Home.Root).ShouldBeEmpty();
        Directory.EnumerateFileSystemEntries(Path.Combine(world.Home.Snapshots, "new")).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_build_that_is_killed_while_it_writes_a_layer_leaves_no_part_of_one()
    {
        Needs.Root();
        var cancellation = TestContext.Current.CancellationToken;
        using var world = await BuildWorld.WithBaseAsync();
        var random = new Random(1);
        foreach (var index in Enumerable.Range(0, 60))
        {
            var bytes = new byte[400_000];
            random.NextBytes(bytes);
            world.Write($"many/{index}", Convert.ToBase64String(bytes));
        }

        foreach (var delay in new[] { 450, 600, 700, 800, 900, 1000, 1200 })
        {
            await KillAfterAsync(world, Straight, delay, cancellation);
            await CheckStoreAsync(world, cancellation);
        }
        var image = await world.BuildAsync(Straight);

        image.Tree.Find("/more")!.Children.Length.ShouldBe(60);
        await CheckStoreAsync(world, cancellation);
        Directory.Exists(world.Home.Snapshots).ShouldBeFalse();
    }

    private static async Task KillAfterAsync(BuildWorld world, string dockerfile, int milliseconds, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!, ["-method", $"{typeof(KillTests).FullName}.{nameof(A_build_to_be_killed)}"]) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["SLIPWAY_TEST_HOME"] = world.Home.Root;
        start.Environment["SLIPWAY_TEST_CONTEXT"] = world.Context;
        start.Environment["SLIPWAY_TEST_STEPS"] = dockerfile;
        using var process = Process.Start(start)!;
        process.OutputDataReceived += static (_, _) => { };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        await Task.WhenAny(Task.Delay(milliseconds, cancellationToken), process.WaitForExitAsync(cancellationToken));
        process.Kill();
        await process.WaitForExitAsync(cancellationToken);
    }

    // Every blob holds what its name says, and every name leads to a whole image.
    private static async Task CheckStoreAsync(BuildWorld world, CancellationToken cancellationToken)
    {
        foreach (var path in Directory.GetFiles(Path.Combine(world.Store.Root, "blobs", "sha256")))
        {
            await using var blob = File.OpenRead(path);
            var hash = await System.Security.Cryptography.SHA256.HashDataAsync(blob, cancellationToken);
            Convert.ToHexStringLower(hash).ShouldBe(Path.GetFileName(path));
        }
        foreach (var reference in world.Store.ListReferences())
        {
            var image = world.Store.ReadImage(reference.Descriptor, Platform.Host).ShouldNotBeNull();
            image.Layers.ShouldAllBe(layer => world.Store.Contains(layer.Digest));
        }
    }
}
