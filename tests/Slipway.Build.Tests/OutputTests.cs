// SPDX-License-Identifier: Apache-2.0
using Slipway.Native;
using Slipway.Oci;
using Slipway.TestKit;

namespace Slipway.Build.Tests;

public sealed class OutputTests
{
    [Theory]
    [InlineData("out", "LocalOutput { Folder = /w/out }")]
    [InlineData("-", "TarOutput { File =  }")]
    [InlineData("type=local,dest=/abs", "LocalOutput { Folder = /abs }")]
    [InlineData("type=tar,dest=x.tar", "TarOutput { File = /w/x.tar }")]
    [InlineData("type=oci,dest=x.tar", "OciOutput { Compression = , Path = /w/x.tar, Form = Tar }")]
    [InlineData("type=oci,dest=x,tar=false", "OciOutput { Compression = , Path = /w/x, Form = Folder }")]
    [InlineData("type=docker,dest=-", "DockerOutput { Compression = , Path = , Form = Tar }")]
    [InlineData("type=docker", "ImageStoreOutput { Compression =  }")]
    [InlineData("type=image", "ImageStoreOutput { Compression =  }")]
    public void Outputs_are_written_as_Docker_writes_them(string text, string expected)
    {
        BuildOutput.TryParse(text, "/w", out var output, out var problem).ShouldBeTrue(problem);
        output.ToString().ShouldBe(expected);
    }

    [Theory]
    [InlineData("", "the output is empty")]
    [InlineData("type=registry", "'registry' is not supported")]
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
    [InlineData("type=image,push=true", "'push' is not supported for the output type 'image'")]
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
