// SPDX-License-Identifier: Apache-2.0
using System.Text;

namespace Slipway.Oci.Tests;

public sealed class ManifestBlobTests
{
    private const string ConfigJson = """{"mediaType":"application/vnd.oci.image.config.v1+json","digest":"sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855","size":0}""";

    [Fact]
    public void The_identity_of_a_manifest_is_its_raw_bytes()
    {
        var raw = Encoding.UTF8.GetBytes($$"""{ "schemaVersion": 2,  "config": {{ConfigJson}}, "layers": [], "unknown": {"kept": true} }""");

        var manifest = ManifestBlob.Parse(raw);

        manifest.Digest.ShouldBe(Digest.Sha256(raw));
        manifest.Raw.ToArray().ShouldBe(raw);
        manifest.MediaType.ShouldBe(MediaTypes.Manifest);
    }

    [Theory]
    [InlineData("""{"schemaVersion":2,"config":CONFIG,"layers":[],"manifests":[]}""", "application/vnd.oci.image.manifest.v1+json")]
    [InlineData("""{"schemaVersion":2,"config":CONFIG,"layers":[]}""", "application/vnd.oci.image.index.v1+json")]
    [InlineData("""{"schemaVersion":2,"manifests":[]}""", "application/vnd.oci.image.manifest.v1+json")]
    [InlineData("""{"schemaVersion":2,"mediaType":"application/vnd.oci.image.index.v1+json","config":CONFIG,"layers":[]}""", "application/vnd.oci.image.manifest.v1+json")]
    [InlineData("""{"schemaVersion":2,"config":CONFIG,"config":CONFIG,"layers":[]}""", null)]
    [InlineData("""{"schemaVersion":1,"config":CONFIG,"layers":[]}""", null)]
    [InlineData("""{"schemaVersion":2,"config":CONFIG,"layers":[]} trailing""", null)]
    [InlineData("[]", null)]
    [InlineData("", null)]
    [InlineData("""{"schemaVersion":2,"config":{"mediaType":"x","digest":"sha256:../x","size":1},"layers":[]}""", null)]
    [InlineData("""{"schemaVersion":2,"config":{"mediaType":"x","digest":"sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855","size":-1},"layers":[]}""", null)]
    public void A_manifest_that_could_be_read_two_ways_is_refused(string json, string? mediaType) =>
        Should.Throw<ImageFormatException>(() => ManifestBlob.Parse(Encoding.UTF8.GetBytes(json.Replace("CONFIG", ConfigJson, StringComparison.Ordinal)), mediaType));

    [Fact]
    public void A_configuration_round_trips_with_Dockers_names()
    {
        var config = new ImageConfig
        {
            Architecture = "amd64",
            Os = "linux",
            Created = new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero).AddTicks(1_200_000),
            Config = new() { User = "1000", Env = ["PATH=/bin"], ExposedPorts = ["8000/tcp"], Labels = new Dictionary<string, string> { ["b"] = "2", ["a"] = "<1>" } },
            Rootfs = new() { DiffIds = [DiffId.OfEmptyTar] },
            History = [new() { CreatedBy = "RUN /bin/sh -c true # buildkit", EmptyLayer = true }],
        };

        var json = Encoding.UTF8.GetString(config.ToBytes());

        json.ShouldContain("\"created\":\"2026-01-02T03:04:05.12Z\"");
        json.ShouldContain("\"ExposedPorts\":{\"8000/tcp\":{}}");
        json.ShouldContain("\"Labels\":{\"a\":\"<1>\",\"b\":\"2\"}");
        json.ShouldContain("\"diff_ids\":[");
        json.ShouldContain("\"empty_layer\":true");
        ImageConfig.Parse(config.ToBytes()).ToBytes().ShouldBe(config.ToBytes());
    }
}
