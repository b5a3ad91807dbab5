// SPDX-License-Identifier: Apache-2.0
using Slipway.Native;
using Slipway.Oci;
using Slipway.TestKit;

namespace Slipway.Build.Tests;

public sealed class OutputTests
{
    [Theory]
    [InlineData("out", "LocalOutput /w/out Copy")]
    [InlineData("-", "TarOutput stdout")]
    [InlineData("type=local,dest=/abs", "LocalOutput /abs Copy")]
    [InlineData("type=local,dest=x,mode=delete,platform-split=true", "LocalOutput /w/x Delete split True")]
    [InlineData("type=tar,dest=x.tar", "TarOutput /w/x.tar")]
    [InlineData("type=oci,dest=x.tar", "OciOutput /w/x.tar Tar")]
    [InlineData("type=oci,dest=x,tar=false", "OciOutput /w/x Folder")]
    [InlineData("type=oci,dest=x.tar,compression=zstd,compression-level=7,force-compression=true,rewrite-timestamp=false", "OciOutput /w/x.tar Tar Zstd7 forced times False")]
    [InlineData("type=docker,dest=-", "DockerOutput stdout Tar")]
    [InlineData("type=docker", "DockerEngineOutput")]
    [InlineData("type=image", "ImageStoreOutput None")]
    [InlineData("type=image,\"name=a:1,b/c\",push=true", "ImageStoreOutput Names a:1 b/c")]
    [InlineData("type=registry,name=a,push-by-digest=true", "ImageStoreOutput Digest a")]
    [InlineData("type=image,compression=uncompressed", "ImageStoreOutput None None")]
    [InlineData("type=oci,annotation.a.b=1,annotation-index[linux/amd64].Key=2", "OciOutput stdout Tar Manifest:a.b=1 Index[linux/amd64]:Key=2")]
    [InlineData("type=cacheonly", "CacheOnlyOutput")]
    public void Outputs_are_written_as_Docker_writes_them(string text, string expected)
    {
        BuildOutput.TryParse(text, "/w", out var output, out var problem).ShouldBeTrue(problem);
        Describe(output).ShouldBe(expected);
    }

    private static string Describe(BuildOutput output)
    {
        var words = new List<string?> { output.GetType().Name };
        words.AddRange(output switch
        {
            LocalOutput local => [local.Folder, local.Mode.ToString(), local.SplitsPlatforms is { } splits ? $"split {splits}" : null],
            TarOutput tar => [tar.File ?? "stdout"],
            OciOutput oci => [oci.Path ?? "stdout", oci.Form.ToString()],
            DockerOutput docker => [docker.Path ?? "stdout", docker.Form.ToString()],
            ImageStoreOutput store => [store.Push.ToString()],
            _ => (string?[])[],
        });
        if (output is ImageOutput image)
        {
            words.AddRange([image.Compression is { } compression ? $"{compression.Kind}{compression.Level}" : null, image.Compression?.IncludesBase == true ? "forced" : null, image.RewritesTimes is { } times ? $"times {times}" : null]);
            words.AddRange(image.Names.Select(name => name.Familiar));
            words.AddRange(image.Annotations.Select(one => $"{one.Place}{(one.Platform is { } platform ? $"[{platform}]" : "")}:{one.Key}={one.Value}"));
        }
        return string.Join(' ', words.OfType<string>());
    }

    [Theory]
    [InlineData("", "the output is empty")]
    [InlineData("type=image,push-by-digest=true", "needs push=true")]
    [InlineData("type=oci,oci-mediatypes=false", "'oci-mediatypes=false' is not supported")]
    [InlineData("type=oci,tar=perhaps", "neither true nor false")]
    [InlineData("type=local,dest=x,mode=merge", "neither copy nor delete")]
    [InlineData("type=oci,annotation-nowhere.a=b", "'nowhere' is no place")]
    [InlineData("type=image,name=Upper", "not an image reference")]
    [InlineData("type=docker,context=other", "DOCKER_CONTEXT")]
    [InlineData("type=image,unpack=true", "'unpack' is not supported")]
    [InlineData("type=cacheonly,dest=x", "'dest' is not supported for the output type 'cacheonly'")]
    [InlineData("type=lcoal,dest=x", "'lcoal' is not an output type")]
    [InlineData("type=local", "needs dest=FOLDER")]
    [InlineData("dest=x", "has no type")]
    [InlineData("type=tar,dest=x,compression=zstd", "'compression' is not supported for the output type 'tar'")]
    [InlineData("type=oci,dest=x,compression=estargz", "'compression=estargz' in the output")]
    [InlineData("type=oci,dest=x,compression=lz4", "expected gzip, zstd or uncompressed")]
    [InlineData("type=oci,dest=x,compression=zstd,compression-level=20", "expected 1 to 19")]
    [InlineData("type=oci,dest=x,compression-level=10", "is no level of gzip; expected 0 to 9")]
    [InlineData("type=oci,dest=x,compression=uncompressed,compression-level=1", "that there is none of")]
    [InlineData("type=oci,dest=x,force-compression=yes", "neither true nor false")]
    [InlineData("type=local,dest=x,force-compression=true", "'force-compression' is not supported for the output type 'local'")]
    [InlineData("type=tar,type=oci", "'type' comes twice")]
    [InlineData("type=tar,nonsense", "'nonsense' in the output")]
    public void What_is_not_supported_is_refused_by_name(string text, string expected)
    {
        BuildOutput.TryParse(text, "/w", out _, out var problem).ShouldBeFalse();
        problem.ShouldContain(expected);
    }

    [Theory]
    [InlineData("docker-image://debian:12", "ImageContext")]
    [InlineData("oci-layout://../x:tag", "LayoutContext { Folder = /x, Tag = tag")]
    [InlineData("target:api", "TargetContext { Target = api }")]
    [InlineData("../api", "LocalContext { Folder = /api }")]
    public void Named_contexts_are_written_as_Docker_writes_them(string text, string expected)
    {
        NamedContext.TryParse(text, "/w", out var context, out var problem).ShouldBeTrue(problem);
        context.ToString()!.ShouldStartWith(expected);
    }

    [Theory]
    [InlineData("docker-image://Bad", "lower-case")]
    [InlineData("oci-layout://x@nope", "not a digest")]
    [InlineData("", "empty")]
    public void A_context_that_cannot_be_is_refused(string text, string expected)
    {
        NamedContext.TryParse(text, "/w", out _, out var problem).ShouldBeFalse();
        problem.ShouldContain(expected);
    }

    [Fact]
    public async Task Files_go_into_a_folder_and_never_outside_it()
    {
        Needs.Root();
        using var world = new BuildWorld();
        world.Write("d/f", "content");
        File.CreateSymbolicLink(world.Context + "/d/l", "/etc/passwd");
        LinuxFile.SetMode(world.Context + "/d/f", 0x1A0);
        var outside = world.Folder.MakeFolder("outside");
        var folder = world.Folder.MakeFolder("out");
        File.CreateSymbolicLink(folder + "/d", outside);
        File.WriteAllText(folder + "/stays", "");

        var result = await world.RunAsync(null, world.Target("FROM scratch\nCOPY --chown=5 d /d\n") with { Outputs = [new LocalOutput(folder)] });

        result.Succeeded.ShouldBeTrue(BuildWorld.Describe(result));
        Directory.EnumerateFileSystemEntries(outside).ShouldBeEmpty();
        File.ReadAllText(folder + "/d/f").ShouldBe("content");
        LinuxFile.GetStatus(folder + "/d/f").ShouldSatisfyAllConditions(status => status.Mode.ShouldBe(0x1A0), status => status.UserId.ShouldBe(5u));
        LinuxFile.ReadLink(folder + "/d/l").ShouldBe("/etc/passwd");
        File.Exists(folder + "/stays").ShouldBeTrue();
        world.Store.ListReferences().ShouldBeEmpty();
    }

    [Fact]
    public async Task Files_go_into_a_tar_on_standard_output()
    {
        Needs.Root();
        using var world = new BuildWorld();
        world.Write("f", "content");
        using var output = new MemoryStream();

        var result = await world.RunAsync(new() { OpenStandardOutput = () => new Kept(output) }, world.Target("FROM scratch\nCOPY f /d/f\n") with { Outputs = [new TarOutput(null)] });

        result.Succeeded.ShouldBeTrue(BuildWorld.Describe(result));
        var listed = await new Command("tar", ["-t"]) { Input = new MemoryStream(output.ToArray()) }.RunAsync(TestContext.Current.CancellationToken);
        listed.OutputText.ShouldBe("d/\nd/f");
    }

    [Fact]
    public async Task Another_tool_reads_the_archives_and_the_store()
    {
        Needs.Root();
        var skopeo = Needs.Tool("skopeo");
        using var world = await BuildWorld.WithBaseAsync();
        world.Write("f", "content");
        var (oci, docker, folder) = (world.Folder["x.oci.tar"], world.Folder["x.docker.tar"], world.Folder["layout"]);

        var image = await world.BuildAsync($"FROM {BuildWorld.Base}\nCOPY f /f\n", target => target with
        {
            Tags = [ImageReference.Parse("team/app:1.0")],
            Outputs = [new ImageStoreOutput(), new OciOutput(oci, ArchiveForm.Tar), new DockerOutput(docker, ArchiveForm.Tar), new OciOutput(folder, ArchiveForm.Folder)],
        });

        foreach (var source in new[] { $"oci-archive:{oci}", $"docker-archive:{docker}:team/app:1.0", $"oci:{folder}:1.0", $"oci:{world.Store.Root}:docker.io/team/app:1.0" })
        {
            var inspected = await new Command(skopeo, ["inspect", "--raw", source]).RunAsync(TestContext.Current.CancellationToken);
            inspected.ExitCode.ShouldBe(0, $"{source}: {inspected.ErrorText}");
            if (!source.StartsWith("docker", StringComparison.Ordinal))
                Digest.Sha256(inspected.Output.Span).ShouldBe(image.Descriptor.Digest);
        }
        Directory.GetFiles(world.Folder.Path).Select(Path.GetFileName).Order().ShouldBe(["x.docker.tar", "x.oci.tar"]);
    }

    [Fact]
    public async Task Each_output_has_layers_in_its_own_form_and_forced_ones_reach_the_base()
    {
        Needs.Root();
        using var world = await BuildWorld.WithBaseAsync();
        world.Write("f", new string('x', 100_000));
        var (zstd, forced) = (world.Folder["zstd"], world.Folder["forced"]);

        var image = await world.BuildAsync($"FROM {BuildWorld.Base}\nCOPY f /f\n", target => target with
        {
            Outputs =
            [
                new ImageStoreOutput(),
                new OciOutput(zstd, ArchiveForm.Folder) { Compression = new() { Kind = LayerCompressionKind.Zstd } },
                new OciOutput(forced, ArchiveForm.Folder) { Compression = new() { Kind = LayerCompressionKind.None, IncludesBase = true } },
            ],
        });

        image.Image.Manifest.Image!.Layers.ShouldAllBe(layer => layer.MediaType == MediaTypes.LayerGzip);
        var (ofZstd, ofForced) = (Only(zstd), Only(forced));
        ofZstd.Manifest.Image!.Layers.Select(layer => layer.MediaType).ShouldBe([MediaTypes.LayerGzip, MediaTypes.LayerZstd]);
        ofForced.Manifest.Image!.Layers.ShouldAllBe(layer => layer.MediaType == MediaTypes.LayerTar);
        // A plain layer is what its DiffId says.
        ofForced.Manifest.Image!.Layers.Select(layer => layer.Digest.ToString()).ShouldBe(image.Image.Config.Rootfs.DiffIds.Select(id => id.ToString()));
        ofZstd.Config.Rootfs.DiffIds.ShouldBe(image.Image.Config.Rootfs.DiffIds);
    }

    [Fact]
    public async Task A_build_for_the_cache_alone_names_nothing()
    {
        Needs.Root();
        using var world = new BuildWorld();
        world.Write("f", "content");

        var built = await world.RunAsync(null, world.Target("FROM scratch\nCOPY f /f\n") with { Outputs = [new CacheOnlyOutput()], Tags = [ImageReference.Parse("app:1")] });

        built.Succeeded.ShouldBeTrue();
        built.Targets[0].Image.ShouldBeNull();
        world.Store.ListReferences().ShouldBeEmpty();
        (await world.BuildAsync("FROM scratch\nCOPY f /f\n")).Result.StepsRun.ShouldBe(0);
    }

    [Fact]
    public async Task A_folder_loses_what_is_not_written_if_it_is_to_and_never_the_sources()
    {
        Needs.Root();
        using var world = new BuildWorld();
        world.Write("d/f", "content");
        var outside = world.Folder.Write("outside/kept", "");
        var folder = world.Folder.MakeFolder("out");
        world.Folder.Write("out/d/stale", "");
        world.Folder.Write("out/old/x", "");
        File.CreateSymbolicLink(folder + "/link", Path.GetDirectoryName(outside)!);
        BuildTarget Target(string to) => world.Target("FROM scratch\nCOPY d /d\n") with { Outputs = [new LocalOutput(to) { Mode = LocalOutputMode.Delete }] };

        (await world.RunAsync(null, Target(folder))).Succeeded.ShouldBeTrue();

        Directory.GetFileSystemEntries(folder, "*", SearchOption.AllDirectories).Select(path => Path.GetRelativePath(folder, path)).Order().ShouldBe(["d", "d/f"]);
        File.Exists(outside).ShouldBeTrue();
        (await world.RunAsync(null, Target(world.Context))).Failures.ShouldHaveSingleItem().Message.ShouldContain("holds the build context");
        File.Exists(world.Context + "/d/f").ShouldBeTrue();
    }

    [Fact]
    public async Task Each_platform_has_a_folder_and_a_link_in_its_place_is_not_followed()
    {
        Needs.Root();
        using var world = new BuildWorld();
        world.Write("f", "content");
        var (folder, outside) = (world.Folder.MakeFolder("out"), world.Folder.MakeFolder("outside"));
        var target = world.Target("FROM scratch\nARG TARGETARCH\nCOPY f /$TARGETARCH\n") with { Platforms = [Platform.LinuxAmd64, Platform.Parse("linux/arm64")], Outputs = [new LocalOutput(folder)] };

        (await world.RunAsync(null, target)).Succeeded.ShouldBeTrue();
        File.Exists(folder + "/linux_amd64/amd64").ShouldBeTrue();
        File.Exists(folder + "/linux_arm64/arm64").ShouldBeTrue();

        Directory.Delete(folder + "/linux_arm64", recursive: true);
        File.CreateSymbolicLink(folder + "/linux_arm64", outside);
        (await world.RunAsync(null, target)).Succeeded.ShouldBeTrue();
        Directory.EnumerateFileSystemEntries(outside).ShouldBeEmpty();
        LinuxFile.GetStatus(folder + "/linux_arm64").Type.ShouldBe(FileType.Directory);
        File.Exists(folder + "/linux_arm64/arm64").ShouldBeTrue();
    }

    [Fact]
    public async Task Annotations_stand_where_they_are_put()
    {
        Needs.Root();
        using var world = new BuildWorld();
        world.Write("f", "content");
        var layout = world.Folder["layout"];
        PlacedAnnotation.TryParse("manifest,index,manifest-descriptor,index-descriptor:all=1", out var all, out _).ShouldBeTrue();
        PlacedAnnotation.TryParse("manifest[linux/arm64]:arm=1", out var arm, out _).ShouldBeTrue();
        var target = world.Target("FROM scratch\nCOPY f /f\n") with
        {
            Platforms = [Platform.LinuxAmd64, Platform.Parse("linux/arm64")],
            PlacedAnnotations = [.. all!, .. arm!],
            Outputs = [new OciOutput(layout, ArchiveForm.Folder)],
        };

        (await world.RunAsync(null, target)).Succeeded.ShouldBeTrue();

        var store = OciLayout.Open(layout);
        var root = ManifestBlob.Parse(File.ReadAllBytes(layout + "/index.json")).Index!.Manifests.ShouldHaveSingleItem();
        root.Annotations!["all"].ShouldBe("1");
        var index = store.ReadManifest(root).Index!;
        index.Annotations!["all"].ShouldBe("1");
        index.Manifests.ShouldAllBe(one => one.Annotations!["all"] == "1");
        var manifests = index.Manifests.Select(one => store.ReadManifest(one).Image!.Annotations!).ToList();
        manifests[0].Keys.ShouldBe(["all"]);
        manifests[1].Keys.Order().ShouldBe(["all", "arm"]);

        var single = await world.FailAsync("FROM scratch\nCOPY f /f\n", one => one with { PlacedAnnotations = all! });
        single.Message.ShouldContain("is of an index");
    }

    [Theory]
    [InlineData("nonsense", "not KEY=VALUE")]
    [InlineData("nowhere:a=b", "'nowhere' is no place")]
    [InlineData("manifest[x:a=b", "is not a platform")]
    [InlineData("index:=b", "has no key")]
    public void An_annotation_that_cannot_be_is_refused(string text, string expected)
    {
        PlacedAnnotation.TryParse(text, out _, out var problem).ShouldBeFalse();
        problem.ShouldContain(expected);
    }

    [Fact]
    public async Task A_push_without_a_name_is_refused_before_a_step_runs()
    {
        Needs.Root();
        using var world = new BuildWorld();

        var failure = await world.FailAsync("FROM scratch\nLABEL a=b\n", target => target with { Outputs = [new ImageStoreOutput { Push = PushKind.Names }] });

        failure.Kind.ShouldBe(BuildFailureKind.Definition);
        failure.Message.ShouldContain("has no name; give it one with -t");
    }

    private static StoredImage Only(string layout)
    {
        var descriptor = ManifestBlob.Parse(File.ReadAllBytes(layout + "/index.json")).Index!.Manifests.ShouldHaveSingleItem();
        return OciLayout.Open(layout).ReadImage(descriptor, Platform.Host)!;
    }

    [Fact]
    public async Task Standard_output_is_refused_where_it_is_not_to_be_written_to()
    {
        Needs.Root();
        using var world = new BuildWorld();

        var failure = await world.FailAsync("FROM scratch\nLABEL a=b\n", target => target with { Outputs = [new TarOutput(null)] });

        failure.Message.ShouldContain("standard output");
    }

    private sealed class Kept(MemoryStream inner) : MemoryStream
    {
        public override void Write(ReadOnlySpan<byte> buffer) => inner.Write(buffer);

        public override void Write(byte[] buffer, int offset, int count) => inner.Write(buffer, offset, count);

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) => inner.WriteAsync(buffer, cancellationToken);
    }
}
