// SPDX-License-Identifier: Apache-2.0
using System.Text;

namespace Slipway.Oci.Tests;

/// <summary>Manifests and configurations made to be taken for something else, to name what is no blob, or to bring the reader down.</summary>
public sealed class HostileDocumentTests
{
    private const string Hex = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
    private const string Config = $$"""{"mediaType":"application/vnd.oci.image.config.v1+json","digest":"sha256:{{Hex}}","size":2}""";
    private const string Image = $$$"""{"schemaVersion":2,"mediaType":"application/vnd.oci.image.manifest.v1+json","config":{{{Config}}},"layers":[{"mediaType":"application/vnd.oci.image.layer.v1.tar","digest":"sha256:{{{Hex}}}","size":0}],"annotations":{"a":"b"}}""";
    private const string ImageConfigText = $$$"""{"architecture":"amd64","os":"linux","created":"2024-01-02T03:04:05.6Z","config":{"Env":["A=B"],"Labels":{"a":"b"},"ExposedPorts":{"80/tcp":{}},"Healthcheck":{"Test":["NONE"],"Interval":5}},"rootfs":{"type":"layers","diff_ids":["sha256:{{{Hex}}}"]},"history":[{"created_by":"x","empty_layer":true}]}""";

    public static TheoryData<string> Types => ["", MediaTypes.Manifest, MediaTypes.Index, MediaTypes.DockerManifest, MediaTypes.DockerManifestList];

    [Theory]
    [MemberData(nameof(Types))]
    public void What_is_a_manifest_and_an_index_at_once_is_neither(string announced)
    {
        var type = announced.Length == 0 ? null : announced;
        foreach (var said in new[] { null, type })
        {
            var document = $$"""{"schemaVersion":2{{(said is null ? "" : $",\"mediaType\":\"{said}\"")}},"config":{{Config}},"layers":[],"manifests":[]}""";
            Should.Throw<ImageFormatException>(() => ManifestBlob.Parse(Encoding.UTF8.GetBytes(document), type), $"{said} as {type}");
        }
    }

    [Theory]
    [InlineData(MediaTypes.Index)]
    [InlineData(MediaTypes.DockerManifest)]
    [InlineData("application/json")]
    public void A_document_comes_as_what_it_says_it_is(string type) =>
        Should.Throw<ImageFormatException>(() => ManifestBlob.Parse(Encoding.UTF8.GetBytes(Image), type)).Message.ShouldContain(type);

    [Theory]
    [InlineData("sha256:../../../../../../etc/passwd")]
    [InlineData("sha256:../../../../../../../../../../../../../../../../../../etc/passwd")]
    [InlineData("sha256:..")]
    [InlineData("sha256:/etc/passwd")]
    [InlineData("../sha256:" + Hex)]
    [InlineData("sha256:E3B0C44298FC1C149AFBF4C8996FB92427AE41E4649B934CA495991B7852B855")]
    [InlineData("sha256:" + Hex + "/..")]
    [InlineData("md5:d41d8cd98f00b204e9800998ecf8427e")]
    [InlineData("sha512:" + Hex)]
    [InlineData("")]
    public void A_digest_that_is_a_path_is_no_digest(string digest)
    {
        Digest.TryParse(digest, out _).ShouldBeFalse();
        Should.Throw<ImageFormatException>(() => ManifestBlob.Parse(Encoding.UTF8.GetBytes(Image.Replace("sha256:" + Hex, digest, StringComparison.Ordinal))));
        Should.Throw<ImageFormatException>(() => ImageConfig.Parse(Encoding.UTF8.GetBytes(ImageConfigText.Replace("sha256:" + Hex, digest, StringComparison.Ordinal))));
    }

    [Fact]
    public void More_than_four_MiB_are_not_read()
    {
        var padding = new string(' ', ManifestBlob.MaxSize - Image.Length);
        ManifestBlob.Parse(Encoding.UTF8.GetBytes(Image + padding)).Image.ShouldNotBeNull();
        Should.Throw<ImageFormatException>(() => ManifestBlob.Parse(Encoding.UTF8.GetBytes(Image + padding + " "))).Message.ShouldContain($"more than the {ManifestBlob.MaxSize}");
    }

    [Theory]
    [InlineData("[", "]")]
    [InlineData("{\"a\":", "}")]
    public void Deep_nesting_is_refused_and_exhausts_no_stack(string open, string close)
    {
        foreach (var depth in new[] { 64, 1_000_000 / open.Length })
        {
            var nested = string.Concat(Enumerable.Repeat(open, depth)) + "1" + string.Concat(Enumerable.Repeat(close, depth));
            Should.Throw<ImageFormatException>(() => ManifestBlob.Parse(Encoding.UTF8.GetBytes($$"""{"schemaVersion":2,"config":{{Config}},"layers":[],"x":{{nested}}}""")));
            Should.Throw<ImageFormatException>(() => ImageConfig.Parse(Encoding.UTF8.GetBytes($$"""{"x":{{nested}}}""")));
        }
    }

    [Theory]
    [InlineData("\"layers\":[", "\"layers\":[null,")]
    [InlineData("\"config\":{\"mediaType\"", "\"config\":null,\"c\":{\"mediaType\"")]
    [InlineData("\"mediaType\":\"application/vnd.oci.image.config.v1+json\"", "\"mediaType\":null")]
    [InlineData("\"size\":2", "\"size\":-2")]
    [InlineData("\"size\":2", "\"size\":99999999999999999999")]
    [InlineData("\"annotations\":", "\"layers\":[],\"annotations\":")]
    [InlineData("\"a\":\"b\"", "\"a\":\"b\",\"a\":\"c\"")]
    public void A_manifest_that_cheats_is_no_manifest(string text, string instead)
    {
        Image.ShouldContain(text);
        Should.Throw<ImageFormatException>(() => ManifestBlob.Parse(Encoding.UTF8.GetBytes(Image.Replace(text, instead, StringComparison.Ordinal))));
    }

    [Theory]
    [InlineData("[\"A=B\"]", "[null]")]
    [InlineData("\"rootfs\":{", "\"rootfs\":null,\"r\":{")]
    [InlineData("\"architecture\":\"amd64\"", "\"architecture\":null")]
    [InlineData("\"history\":[", "\"history\":[null,")]
    [InlineData("\"diff_ids\":[", "\"diff_ids\":[null,")]
    [InlineData("\"2024-01-02T03:04:05.6Z\"", "\"soon\"")]
    public void A_configuration_that_cheats_is_none(string text, string instead)
    {
        ImageConfigText.ShouldContain(text);
        Should.Throw<ImageFormatException>(() => ImageConfig.Parse(Encoding.UTF8.GetBytes(ImageConfigText.Replace(text, instead, StringComparison.Ordinal))));
    }

    [Fact]
    public void Lists_that_Go_writes_as_null_are_empty()
    {
        ManifestBlob.Parse(Encoding.UTF8.GetBytes($$"""{"schemaVersion":2,"config":{{Config}},"layers":null}""")).Image!.Layers.ShouldBeEmpty();
        ImageConfig.Parse("""{"architecture":"amd64","os":"linux","config":{"Cmd":null,"Labels":null},"rootfs":{"type":"layers","diff_ids":null}}"""u8).Rootfs.DiffIds.ShouldBeEmpty();
    }

    [Fact]
    public void Random_damage_never_gives_anything_but_a_format_error()
    {
        const int seed = 20;
        var random = new Random(seed);
        string[] tokens = ["null", "{}", "[]", "[[", "-1", "1e400", "\"", "\\u0000", "\"\"", "true", "99999999999999999999", "\uD800", "{\"a\":"];
        for (var round = 0; round < 4000; round++)
        {
            var document = new StringBuilder(round % 2 == 0 ? Image : ImageConfigText);
            for (var count = random.Next(1, 4); count > 0; count--)
            {
                var at = random.Next(document.Length);
                document.Remove(at, random.Next(Math.Min(20, document.Length - at)));
                document.Insert(Math.Min(at, document.Length), tokens[random.Next(tokens.Length)]);
            }
            var bytes = Encoding.UTF8.GetBytes(document.ToString());
            try
            {
                _ = ManifestBlob.Parse(bytes).Image?.Layers.Select(static layer => layer.Digest.Hex.Length + layer.MediaType.Length).Sum();
            }
            catch (ImageFormatException)
            {
            }
            try
            {
                var config = ImageConfig.Parse(bytes);
                _ = config.Config?.Env?.Select(static entry => entry.Length).Sum() + config.Rootfs.DiffIds.Select(static id => id.ToString().Length).Sum() + config.Architecture.Length;
            }
            catch (ImageFormatException)
            {
            }
        }
    }
}
