// SPDX-License-Identifier: Apache-2.0
using System.Text.Json;
using Slipway.Oci;

namespace Slipway.Registry;

/// <summary>Collects what a manifest names.</summary>
internal sealed class ManifestParts(DescriptorRule rule)
{
    private const string ForeignLayer = "application/vnd.docker.image.rootfs.foreign.diff.tar.gzip";
    private const string NonDistributable = "application/vnd.oci.image.layer.nondistributable.v1.tar";

    private readonly Dictionary<Digest, long> _blobs = [];
    private readonly Dictionary<Digest, long> _foreign = [];
    private readonly Dictionary<Digest, long> _children = [];
    private int _indexes;
    private int _count;

    public IReadOnlyList<ManifestPart> Blobs => [.. _blobs.Select(static part => new ManifestPart(part.Key, part.Value))];

    public IReadOnlyList<ManifestPart> ForeignBlobs => [.. _foreign.Where(part => !_blobs.ContainsKey(part.Key)).Select(static part => new ManifestPart(part.Key, part.Value))];

    public IReadOnlyList<ManifestPart> Children => [.. _children.Select(static part => new ManifestPart(part.Key, part.Value))];

    /// <summary>Adds the blob that a field names and returns its type; null where the field isn't there.</summary>
    public string? AddBlob(JsonElement root, string field) =>
        root.TryGetProperty(field, out var value) && Read(value, field) is { } descriptor ? Add(_blobs, descriptor, field).MediaType : null;

    /// <summary>Adds the blobs that a field lists; those that registries need not hold go to a list of their own.</summary>
    public void AddBlobs(JsonElement root, string field)
    {
        foreach (var descriptor in ReadAll(root, field))
        {
            Add(IsElsewhere(descriptor) ? _foreign : _blobs, descriptor, field);
        }
    }

    /// <summary>Adds the manifests that a field lists.</summary>
    public void AddChildren(JsonElement root, string field)
    {
        foreach (var descriptor in ReadAll(root, field))
        {
            if (MediaTypes.IsIndex(Add(_children, descriptor, field).MediaType) && ++_indexes > ManifestReader.MaxNestedIndexes)
                throw OciException.ManifestInvalid($"the index names more than {ManifestReader.MaxNestedIndexes} other indexes");
        }
    }

    /// <summary>The subject's digest; null where there is no subject.</summary>
    public Digest? ReadSubject(JsonElement root)
    {
        if (!root.TryGetProperty("subject", out var value) || value.ValueKind == JsonValueKind.Null)
            return null;
        return Read(value, "subject")?.Digest ?? throw OciException.ManifestInvalid("'subject' is not a descriptor");
    }

    // Such layers may be uploaded, but they need not be (image-spec, layer.md, "Non-Distributable Layers").
    private static bool IsElsewhere(ReadDescriptor descriptor) =>
        descriptor.HasUrls || descriptor.MediaType == ForeignLayer || descriptor.MediaType.StartsWith(NonDistributable, StringComparison.Ordinal);

    private IEnumerable<ReadDescriptor> ReadAll(JsonElement root, string field)
    {
        if (!root.TryGetProperty(field, out var values) || values.ValueKind == JsonValueKind.Null)
            yield break;
        if (values.ValueKind != JsonValueKind.Array)
        {
            if (rule == DescriptorRule.Required)
                throw OciException.ManifestInvalid($"'{field}' is not an array");
            yield break;
        }
        foreach (var value in values.EnumerateArray())
        {
            if (Read(value, field) is { } descriptor)
                yield return descriptor;
        }
    }

    private ReadDescriptor? Read(JsonElement value, string field)
    {
        if (++_count > ManifestReader.MaxDescriptors)
            throw OciException.ManifestInvalid($"the manifest has more than {ManifestReader.MaxDescriptors} descriptors");
        if (value.ValueKind != JsonValueKind.Object)
            return rule == DescriptorRule.WhereGiven ? null : throw OciException.ManifestInvalid($"'{field}' holds something that is not a descriptor");
        FieldNames.Check(value, FieldNames.OfDescriptors);
        var mediaType = value.TryGetProperty("mediaType", out var type) && type.ValueKind == JsonValueKind.String ? type.GetString() : null;
        var digestText = value.TryGetProperty("digest", out var digest) && digest.ValueKind == JsonValueKind.String ? digest.GetString() : null;
        long? size = value.TryGetProperty("size", out var number) && number.ValueKind == JsonValueKind.Number && number.TryGetInt64(out var integer) ? integer : null;
        if (rule == DescriptorRule.WhereGiven && (mediaType is null || digestText is null || size is null))
            return null;
        if (string.IsNullOrEmpty(mediaType))
            throw OciException.ManifestInvalid($"a descriptor in '{field}' has no mediaType");
        if (!Digest.TryParse(digestText, out var parsed))
            throw OciException.ManifestInvalid($"a descriptor in '{field}' has the digest '{digestText}'; expected sha256:<64 lower-case hex digits> or sha512:<128>");
        if (size is not >= 0)
            throw OciException.ManifestInvalid($"the descriptor of {parsed} in '{field}' has no size, or a negative one");
        CheckData(value, parsed, size.Value, field);
        var hasUrls = value.TryGetProperty("urls", out var urls) && urls.ValueKind == JsonValueKind.Array && urls.GetArrayLength() > 0;
        return new(mediaType, parsed, size.Value, hasUrls);
    }

    // What a descriptor carries of its content is the content (image-spec, descriptor.md, "Embedded Content"): readers may take either.
    private void CheckData(JsonElement value, Digest digest, long size, string field)
    {
        if (rule == DescriptorRule.WhereGiven || !value.TryGetProperty("data", out var data) || data.ValueKind == JsonValueKind.Null)
            return;
        if (data.ValueKind != JsonValueKind.String || !data.TryGetBytesFromBase64(out var bytes))
            throw OciException.ManifestInvalid($"the data of {digest} in '{field}' is not Base64");
        if (bytes.Length != size || digest.OfSameAlgorithm(bytes) != digest)
            throw OciException.ManifestInvalid($"the data of {digest} in '{field}' is something else than its descriptor says");
    }

    private static ReadDescriptor Add(Dictionary<Digest, long> parts, ReadDescriptor descriptor, string field)
    {
        if (parts.TryGetValue(descriptor.Digest, out var size) && size != descriptor.Size)
            throw OciException.ManifestInvalid($"'{field}' gives {descriptor.Digest} the sizes {size} and {descriptor.Size}");
        parts[descriptor.Digest] = descriptor.Size;
        return descriptor;
    }

    private sealed record ReadDescriptor(string MediaType, Digest Digest, long Size, bool HasUrls);
}
