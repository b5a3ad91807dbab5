// SPDX-License-Identifier: Apache-2.0
using Slipway.Oci;
using Slipway.TestKit;

namespace Slipway.Build.Tests;

/// <summary>What a build remembers and what the store holds, altered behind its back: what is wrong is made again or told, and never shipped.</summary>
public sealed class HostileCacheTests
{
    private const string Dockerfile = $"FROM {BuildWorld.Base}\nCOPY src /dst\nRUN mkdir /o && echo o > /o/f\nFROM scratch\nCOPY --from=0 /o /o\nCOPY src /src\n";

    public HostileCacheTests() => Needs.Root();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static TheoryData<string, string> Damage
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (var records in new[] { "steps", "layers", "selections", "slots", "contexts" })
            {
                foreach (var how in new[] { "empty", "cut short", "digit", "noise", "another's" })
                    data.Add(records, how);
            }
            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Damage))]
    public async Task Records_that_were_altered_change_no_image(string records, string how)
    {
        // Of files that changed a moment ago nothing is remembered, so the clock is ahead.
        using var world = await WorldAsync(services => services with { Time = new Ahead() });
        var before = await world.BuildAsync(Dockerfile, Dated);

        Alter(Path.Combine(world.Home.Cache, records), how);
        var after = await world.BuildAsync(Dockerfile, Dated);

        after.Image.Config.Rootfs.DiffIds.ShouldBe(before.Image.Config.Rootfs.DiffIds);
        foreach (var (layer, diffId) in after.Image.LayersWithDiffIds)
            await Oci.Layers.LayerApplier.IndexAsync(world.Store.OpenBlob(layer)!, layer, diffId, Oci.Layers.LayerLimits.Default, Cancellation);
    }

    [Theory]
    [InlineData("cut short")]
    [InlineData("digit")]
    [InlineData("gone")]
    public async Task Blobs_that_were_altered_are_made_again_or_named(string how)
    {
        using var world = await WorldAsync();
        var built = await world.BuildAsync(Dockerfile, Dated);
        foreach (var blob in built.Image.Layers.Append(built.Image.Manifest.Image!.Config).Append(built.Image.Manifest.Descriptor))
        {
            var path = world.Store.BlobPath(blob.Digest);
            var whole = File.ReadAllBytes(path);
            if (how == "gone")
                File.Delete(path);
            else
                File.WriteAllBytes(path, how == "digit" ? [.. whole[..^1], (byte)~whole[^1]] : whole[..^1]);

            var archive = world.Folder["out.tar"];
            var result = await world.RunAsync(null, Dated(world.Target(Dockerfile)) with { Outputs = [new OciOutput(archive, ArchiveForm.Tar)] });

            if (result.Targets[0].Failure is { } failure)
            {
                failure.Message.ShouldContain(blob.Digest.ToString());
                File.Exists(archive).ShouldBeFalse();
                File.WriteAllBytes(path, whole);
                continue;
            }
            // Made again: then it is whole.
            await using var input = File.OpenRead(archive);
            (await ImageArchiveReader.ReadAsync(OciLayout.Open(world.Folder["other"]), input, Cancellation)).ShouldHaveSingleItem().Descriptor.Digest.ShouldBe(built.Descriptor.Digest);
            File.ReadAllBytes(path).ShouldBe(whole);
            File.Delete(archive);
        }
    }

    [Fact]
    public async Task A_layer_of_the_base_that_was_altered_is_named_and_not_unpacked()
    {
        using var world = await WorldAsync();
        var layer = world.Store.ReadImage(world.Store.Resolve(ImageReference.Parse(BuildWorld.Base))!, Platform.Host)!.Layers[0];
        var bytes = File.ReadAllBytes(world.Store.BlobPath(layer.Digest));
        bytes[bytes.Length / 2] ^= 1;
        File.WriteAllBytes(world.Store.BlobPath(layer.Digest), bytes);

        var failure = await world.FailAsync($"FROM {BuildWorld.Base}\nRUN true\n");

        failure.Message.ShouldContain(layer.Digest.ToString());
        failure.Message.ShouldContain("damaged");
    }

    [Theory]
    [InlineData("Env")]
    [InlineData("User")]
    [InlineData("WorkingDir")]
    [InlineData("Shell")]
    [InlineData("Cmd")]
    [InlineData("Entrypoint")]
    [InlineData("Labels")]
    [InlineData("ExposedPorts")]
    [InlineData("Volumes")]
    [InlineData("StopSignal")]
    [InlineData("Healthcheck")]
    [InlineData("OnBuild")]
    public async Task Another_configuration_of_the_base_with_the_same_files_is_another_image(string field)
    {
        // CVE-2024-24557: what is not in the files of a base must count as well.
        using var world = await WorldAsync();
        const string dockerfile = $"FROM {BuildWorld.Base}\nRUN echo $(id -u) $(pwd) $X > /made\n";
        var plain = new ContainerConfig { Env = ["PATH=/bin"] };
        await world.AddBaseAsync(BuildWorld.Base, Platform.Host, plain);
        var before = await world.BuildAsync(dockerfile, Dated);

        await world.AddBaseAsync(BuildWorld.Base, Platform.Host, field switch
        {
            "Env" => plain with { Env = ["PATH=/bin", "X=1"] },
            "User" => plain with { User = "app" },
            "WorkingDir" => plain with { WorkingDir = "/tmp" },
            "Shell" => plain with { Shell = ["/bin/sh", "-e", "-c"] },
            "Cmd" => plain with { Cmd = ["x"] },
            "Entrypoint" => plain with { Entrypoint = ["x"] },
            "Labels" => plain with { Labels = new Dictionary<string, string> { ["a"] = "b" } },
            "ExposedPorts" => plain with { ExposedPorts = ["80/tcp"] },
            "Volumes" => plain with { Volumes = ["/v"] },
            "StopSignal" => plain with { StopSignal = "SIGINT" },
            "Healthcheck" => plain with { Healthcheck = new() { Test = ["NONE"] } },
            _ => plain with { OnBuild = ["ENV FROM_TRIGGER=1"] },
        });
        if (field == "User")
        {
            // The step runs as another user, who may not write there.
            (await world.FailAsync(dockerfile, Dated)).ExitCode.ShouldNotBe(0);
            return;
        }
        var after = await world.BuildAsync(dockerfile, Dated);

        after.Descriptor.Digest.ShouldNotBe(before.Descriptor.Digest);
        if (field is "Env" or "WorkingDir" or "Shell" or "OnBuild")
            after.Result.StepsRun.ShouldBe(1);
    }

    [Fact]
    public async Task A_step_on_nothing_is_no_step_on_an_image()
    {
        using var world = await WorldAsync();
        await world.BuildAsync("FROM scratch\nCOPY src /dst\n", Dated);

        var image = await world.BuildAsync($"FROM {BuildWorld.Base}\nCOPY src /dst\n", Dated);

        image.Stat("/bin/busybox").ShouldEndWith(" file");
        image.Result.StepsRun.ShouldBe(1);
    }

    private static BuildTarget Dated(BuildTarget target) => target with { Args = new Dictionary<string, string> { ["SOURCE_DATE_EPOCH"] = "1700000000" } };

    private static async Task<BuildWorld> WorldAsync(Func<BuildServices, BuildServices>? change = null)
    {
        var world = new BuildWorld(change);
        await world.AddBaseAsync(BuildWorld.Base, Platform.Host);
        world.Write("src/f", "f");
        world.Write("src/d/g", "g");
        return world;
    }

    private static void Alter(string folder, string how)
    {
        var files = Directory.GetFiles(folder, "*", SearchOption.AllDirectories).Order().ToList();
        files.ShouldNotBeEmpty(folder);
        var contents = files.Select(File.ReadAllBytes).ToList();
        for (var index = 0; index < files.Count; index++)
        {
            var whole = contents[index];
            File.WriteAllBytes(files[index], how switch
            {
                "empty" => [],
                "cut short" => whole[..(whole.Length / 2)],
                "digit" => Flip(whole),
                "another's" => contents[(index + 1) % files.Count],
                _ => [.. whole.Select(static (_, at) => (byte)(at * 37))],
            });
        }
    }

    private sealed class Ahead : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => System.GetUtcNow().AddHours(1);
    }

    // The first digit of every digest after the first of a record, which is the key it is filed under.
    private static byte[] Flip(byte[] record)
    {
        var text = System.Text.Encoding.UTF8.GetString(record);
        return System.Text.Encoding.UTF8.GetBytes(System.Text.RegularExpressions.Regex.Replace(text, "sha256:([0-9a-f])", static match => "sha256:" + (match.Groups[1].Value == "0" ? "1" : "0")));
    }
}
