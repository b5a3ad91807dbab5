// SPDX-License-Identifier: Apache-2.0
using Slipway.Oci;

namespace Slipway.Distribution;

/// <summary>All that a copy brings to each destination.</summary>
/// <param name="Parts">The image, and what refers to it.</param>
/// <param name="Tagged">What has a tag of its own, made of a digest.</param>
/// <param name="Result">The same for whoever asked for the copy.</param>
internal sealed record CopiedParts(ImageParts Parts, IReadOnlyList<(string Name, ImageParts Parts)> Tagged, CopyResult Result)
{
    /// <summary>Configurations and layers, each once.</summary>
    public IReadOnlyList<Descriptor> Blobs => [.. Tagged.Select(static tagged => tagged.Parts).Prepend(Parts).SelectMany(static parts => parts.Blobs).DistinctBy(static blob => blob.Digest)];

    /// <summary>Gathers what is asked for, once every destination is known to be able to hold it.</summary>
    /// <exception cref="ImageFormatException">One can't, or the source has no such image.</exception>
    public static async Task<CopiedParts> GatherAsync(OpenedImage opened, CopyRequest request, CancellationToken cancellationToken)
    {
        Task<ManifestBlob> ReadAsync(Descriptor child) => opened.Source.ReadManifestAsync(child, cancellationToken);

        var root = await SelectAsync(opened, request, cancellationToken).ConfigureAwait(false);
        foreach (var place in request.Destinations)
            Require(place, root, request);
        var parts = await ImageParts.GatherAsync(root, ReadAsync).ConfigureAwait(false);
        if (request.Referrers is not { } selection)
            return new(parts, [], new(root.Descriptor));
        var gathering = new ReferrerGathering(opened.Source, selection);
        if (selection.Kinds.HasFlag(ReferrerKinds.Subjects))
            parts = await gathering.AddAsync(parts, cancellationToken).ConfigureAwait(false);
        var tagged = new List<(string Name, ImageParts Parts)>();
        if (selection.Kinds.HasFlag(ReferrerKinds.DigestTags))
        {
            var names = await opened.Source.ListNamesAsync(cancellationToken).ConfigureAwait(false);
            foreach (var name in DigestTags.Of(names, parts.Manifests.Concat(parts.Referrers).Select(static manifest => manifest.Digest)))
                tagged.Add((name, await ImageParts.GatherAsync(await opened.Source.ReadNamedAsync(name, cancellationToken).ConfigureAwait(false), ReadAsync).ConfigureAwait(false)));
        }
        return new(parts, tagged, new(root.Descriptor)
        {
            Referrers = [.. parts.Referrers.Where(static referrer => referrer.Subject is not null).Select(ReferrersTag.Describe)],
            DigestTags = [.. tagged.Select(static one => one.Name)],
            Skipped = gathering.Skipped,
        });
    }

    private static void Require(ImagePlace place, ManifestBlob root, CopyRequest request)
    {
        if (root.Index is not null && place.Kind == ImagePlaceKind.DockerArchive)
            throw new ImageFormatException($"'{place}' holds images of one platform, and '{request.Source}' is an index; choose one with --platform, or write an oci-archive.");
        if (place.Reference?.Digest is { } digest && digest != root.Digest)
            throw new ImageFormatException($"'{place}' can't become the name of {root.Digest}: its digest is another.");
        if (request.Referrers is not { } referrers)
            return;
        if (place.Kind == ImagePlaceKind.DockerArchive)
            throw new ImageFormatException($"'{place}' holds images alone, and nothing that refers to them; write an oci-archive or a layout (oci:DIR).");
        if (place.Kind == ImagePlaceKind.OciArchive && referrers.Kinds.HasFlag(ReferrerKinds.DigestTags))
            throw new ImageFormatException($"'{place}' gets one name, and digest tags are names of their own; copy to a layout (oci:DIR) and pack that.");
    }

    private static async Task<ManifestBlob> SelectAsync(OpenedImage opened, CopyRequest request, CancellationToken cancellationToken) => request.Platforms switch
    {
        [] => opened.Root,
        [var only] => await PlatformSelection.OneAsync(
            opened.Root, only, request.Source.ToString(), child => opened.Source.ReadManifestAsync(child, cancellationToken)).ConfigureAwait(false),
        var several => PlatformSelection.Several(opened.Root, several, request.Source.ToString()),
    };
}
