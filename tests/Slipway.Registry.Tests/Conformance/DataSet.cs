// SPDX-License-Identifier: Apache-2.0
using System.Text;
using System.Text.Json.Nodes;
using Slipway.Oci;

namespace Slipway.Registry.Tests.Conformance;

/// <summary>Blobs and manifests that belong together, with random content, as they are pushed: blobs first, then manifests in order.</summary>
internal sealed class DataSet
{
    private readonly Dictionary<Digest, byte[]> _blobs = [];
    private readonly List<DataManifest> _manifests = [];
    private readonly List<DataReferrer> _referrers = [];

    /// <summary>What everything in it is named by.</summary>
    public Algorithm Algorithm { get; init; } = Algorithm.Sha256;

    /// <summary>Tags are set by parameters of a push by digest, and not by pushes of their own.</summary>
    public bool UsesTagParameters { get; init; }

    public IReadOnlyDictionary<Digest, byte[]> Blobs => _blobs;

    public IReadOnlyList<DataManifest> Manifests => _manifests;

    public IReadOnlyList<DataReferrer> Referrers => _referrers;

    public static byte[] RandomBytes(int length)
    {
        var bytes = new byte[length];
        Random.Shared.NextBytes(bytes);
        return bytes;
    }

    /// <summary>Adds a blob, and returns its descriptor.</summary>
    public JsonObject AddBlob(string mediaType, byte[] content)
    {
        var descriptor = Describe(mediaType, content);
        _blobs[Digest.Parse((string)descriptor["digest"]!)] = content;
        return descriptor;
    }

    /// <summary>Describes content, and adds nothing: it isn't pushed.</summary>
    public JsonObject Describe(string mediaType, byte[] content) =>
        new() { ["mediaType"] = mediaType, ["digest"] = Algorithm.Of(content).ToString(), ["size"] = content.Length };

    /// <summary>Adds a manifest as it is, and returns its descriptor.</summary>
    public JsonObject AddManifest(JsonObject manifest, params IReadOnlyList<string> tags)
    {
        var bytes = Encoding.UTF8.GetBytes(manifest.ToJsonString());
        var mediaType = (string)manifest["mediaType"]!;
        var descriptor = Describe(mediaType, bytes);
        var subject = manifest["subject"] is { } node ? Digest.Parse((string)node["digest"]!) : (Digest?)null;
        _manifests.Add(new(Digest.Parse((string)descriptor["digest"]!), mediaType, bytes, subject, tags));
        if (subject is { } known)
            _referrers.Add(new(known, Refer(manifest, descriptor)));
        return descriptor;
    }

    // "Listing Referrers": the artifactType, or in an image the type of its config; and all annotations.
    private static JsonObject Refer(JsonObject manifest, JsonObject descriptor)
    {
        var referrer = descriptor.DeepClone().AsObject();
        var artifactType = (string?)manifest["artifactType"] is { Length: > 0 } said ? said : (string?)manifest["config"]?["mediaType"];
        if (artifactType is not null)
            referrer["artifactType"] = artifactType;
        if (manifest["annotations"] is { } annotations)
            referrer["annotations"] = annotations.DeepClone();
        return referrer;
    }
}
