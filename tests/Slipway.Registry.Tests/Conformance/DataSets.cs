// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Slipway.Oci;

namespace Slipway.Registry.Tests.Conformance;

/// <summary>The kinds of content that a registry meets, each made anew when it is asked for.</summary>
internal static class DataSets
{
    private const string Example = "application/vnd.example.kind.v1+json";
    private const string Empty = "application/vnd.oci.empty.v1+json";
    private const string Tar = "application/vnd.oci.image.layer.v1.tar";
    private const string Foreign = "application/vnd.oci.image.layer.nondistributable.v1.tar";

    /// <summary>All of them, by name.</summary>
    public static readonly IReadOnlyDictionary<string, Func<DataSet>> All = new Dictionary<string, Func<DataSet>>
    {
        ["image"] = static () => Fill(new(), static set => set.AddManifest(Image(set), "image")),
        ["image with layers that aren't compressed"] = static () => Fill(new(), static set => set.AddManifest(Image(set, Tar), "uncompressed")),
        ["image with a large manifest"] = static () => Fill(new(), static set => set.AddManifest(With(Image(set), "annotations", LargeAnnotations()), "large")),
        ["image without layers"] = static () => Fill(new(), static set => set.AddManifest(Image(set, layers: 0), "no-layers")),
        ["image with data in its descriptors"] = static () => Fill(new(), static set => set.AddManifest(WithData(set, Image(set)), "data")),
        ["image with layers that aren't distributed"] = static () => Fill(new(), static set => set.AddManifest(WithForeignLayers(set, Image(set, layers: 1)), "foreign")),
        ["index"] = static () => Fill(new(), static set => set.AddManifest(Index(Images(set)), "index")),
        ["index without images"] = static () => Fill(new(), static set => set.AddManifest(Index([]), "empty")),
        ["index of indexes"] = static () => Fill(new(), static set => set.AddManifest(Index([set.AddManifest(Index(Images(set))), set.AddManifest(Index(Images(set)))]), "nested")),
        ["fields of nobody's"] = static () => Fill(new(), static set => set.AddManifest(WithCustomFields(Index([.. Enumerable.Range(0, 2).Select(_ => set.AddManifest(WithCustomFields(Image(set))))])), "custom")),
        ["artifact"] = static () => Fill(new(), static set => set.AddManifest(Artifact(set), "artifact")),
        ["artifact without content"] = static () => Fill(new(), static set => set.AddManifest(Artifact(set, content: "{}"), "artifact-empty")),
        ["index that is an artifact"] = static () => Fill(new(), static set => set.AddManifest(With(Index([set.AddManifest(Artifact(set))]), "artifactType", Example), "artifact-index")),
        ["artifacts of an image"] = static () => Fill(new(), ReferToImage),
        ["indexes of an index"] = static () => Fill(new(), ReferToIndex),
        ["artifact of something that isn't there"] = static () => Fill(new(), static set => set.AddManifest(Of(Artifact(set), set.Describe(MediaTypes.Manifest, DataSet.RandomBytes(123))), "early")),
        ["sparse manifests"] = static () => Fill(new(), Sparse),
        ["index by sha512"] = static () => Fill(new() { Algorithm = Algorithm.Sha512 }, static set => set.AddManifest(Index(Images(set)))),
        ["tags by parameters"] = static () => Fill(new() { UsesTagParameters = true }, static set => set.AddManifest(Index(Images(set, "parameter")), TenTags("parameter"))),
        ["tags by parameters with sha512"] = static () => Fill(new() { UsesTagParameters = true, Algorithm = Algorithm.Sha512 }, static set => set.AddManifest(Index(Images(set, "long")), TenTags("long"))),
    };

    private static DataSet Fill(DataSet set, Action<DataSet> fill)
    {
        fill(set);
        return set;
    }

    private static JsonObject Image(DataSet set, string layerType = MediaTypes.LayerGzip, int layers = 3) => new()
    {
        ["schemaVersion"] = 2,
        ["mediaType"] = MediaTypes.Manifest,
        ["config"] = set.AddBlob(MediaTypes.Config, Encoding.UTF8.GetBytes($"{{\"architecture\":\"amd64\",\"os\":\"linux\",\"author\":\"{Guid.NewGuid()}\"}}")),
        ["layers"] = new JsonArray([.. Enumerable.Range(0, layers).Select(_ => set.AddBlob(layerType, DataSet.RandomBytes(2000)))]),
    };

    private static JsonObject Artifact(DataSet set, string? content = null) => new()
    {
        ["schemaVersion"] = 2,
        ["mediaType"] = MediaTypes.Manifest,
        ["artifactType"] = Example,
        ["config"] = set.AddBlob(Empty, "{}"u8.ToArray()),
        ["layers"] = new JsonArray(content is null ? set.AddBlob(Example, DataSet.RandomBytes(500)) : set.AddBlob(Empty, Encoding.UTF8.GetBytes(content))),
    };

    private static JsonObject Index(IEnumerable<JsonObject> manifests) => new()
    {
        ["schemaVersion"] = 2,
        ["mediaType"] = MediaTypes.Index,
        ["manifests"] = new JsonArray([.. manifests]),
    };

    private static IEnumerable<JsonObject> Images(DataSet set, string? tag = null)
    {
        foreach (var architecture in new[] { "amd64", "arm64" })
        {
            var descriptor = tag is null ? set.AddManifest(Image(set)) : set.AddManifest(Image(set), $"{tag}-{architecture}");
            yield return With(descriptor, "platform", new JsonObject { ["os"] = "linux", ["architecture"] = architecture });
        }
    }

    private static JsonObject With(JsonObject value, string name, JsonNode field)
    {
        value[name] = field;
        return value;
    }

    private static JsonObject Of(JsonObject manifest, JsonObject subject) => With(manifest, "subject", subject.DeepClone());

    // "at least 4 megabytes": what is left of them is for the rest of the manifest.
    private static JsonObject LargeAnnotations() =>
        new([.. Enumerable.Range(0, 395).Select(static number => KeyValuePair.Create(number.ToString("D4", CultureInfo.InvariantCulture), (JsonNode?)new string('x', 10_000)))]);

    private static JsonObject WithData(DataSet set, JsonObject image)
    {
        foreach (var descriptor in image["layers"]!.AsArray().Append(image["config"]))
            descriptor!["data"] = Convert.ToBase64String(set.Blobs[Digest.Parse((string)descriptor["digest"]!)]);
        return image;
    }

    private static JsonObject WithForeignLayers(DataSet set, JsonObject image)
    {
        foreach (var type in new[] { Foreign, $"{Foreign}+gzip" })
            image["layers"]!.AsArray().Insert(0, With(set.Describe(type, DataSet.RandomBytes(300)), "urls", new JsonArray("https://layers.example.com/one")));
        return image;
    }

    private static JsonObject WithCustomFields(JsonObject manifest)
    {
        manifest["org.example.custom"] = new JsonObject { ["random"] = Guid.NewGuid().ToString(), ["list"] = new JsonArray(1, null, true) };
        foreach (var descriptor in (manifest["layers"] ?? manifest["manifests"])!.AsArray())
            descriptor!["org.example.custom"] = Guid.NewGuid().ToString();
        return manifest;
    }

    private static JsonObject Annotations() => new() { ["org.example.annotation"] = "one", ["org.example.unique"] = Guid.NewGuid().ToString() };

    private static void ReferToImage(DataSet set)
    {
        var subject = set.AddManifest(Image(set), "subject");
        set.AddManifest(Of(Image(set), subject));
        set.AddManifest(Of(With(Artifact(set), "annotations", Annotations()), subject), "first-artifact");
        set.AddManifest(Of(With(With(Artifact(set), "artifactType", "application/vnd.example.other"), "annotations", Annotations()), subject), "second-artifact");
        set.AddManifest(Of(With(Artifact(set), "artifactType", ""), subject));
    }

    private static void ReferToIndex(DataSet set)
    {
        var subject = set.AddManifest(Index(Images(set)), "subject");
        set.AddManifest(Of(With(With(Index([set.AddManifest(Artifact(set))]), "artifactType", Example), "annotations", Annotations()), subject), "artifact");
        set.AddManifest(Of(Index(Images(set)), subject));
    }

    private static void Sparse(DataSet set)
    {
        var image = Image(set);
        image["layers"]!.AsArray().Add(set.Describe(MediaTypes.LayerGzip, DataSet.RandomBytes(700)));
        set.AddManifest(image, "sparse-image");
        set.AddManifest(Index([.. Images(set), set.Describe(MediaTypes.Manifest, DataSet.RandomBytes(1024))]), "sparse-index");
    }

    private static string[] TenTags(string name) => [.. Enumerable.Range(0, 10).Select(number => $"{name}-{number}")];
}
