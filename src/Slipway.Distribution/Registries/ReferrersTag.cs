// SPDX-License-Identifier: Apache-2.0
using Slipway.Oci;

namespace Slipway.Distribution;

/// <summary>The list of what refers to an image that clients keep under a tag, where a registry keeps none itself (distribution-spec, "Referrers Tag Schema").</summary>
internal sealed class ReferrersTag(RegistryClient client, RepositoryName repository)
{
    /// <summary>The tag of what refers to a digest.</summary>
    public static string Of(Digest subject) => $"{subject.Algorithm}-{(subject.Hex.Length > 64 ? subject.Hex[..64] : subject.Hex)}";

    /// <summary>A manifest as such a list has it.</summary>
    public static Descriptor Describe(ManifestBlob referrer) =>
        referrer.Descriptor with { ArtifactType = referrer.ArtifactType, Annotations = referrer.Image is null ? referrer.Index!.Annotations : referrer.Image.Annotations };

    /// <summary>Reads the list; an empty one where there is none.</summary>
    public async Task<IReadOnlyList<Descriptor>> ReadAsync(Digest subject, CancellationToken cancellationToken) =>
        (await FindAsync(subject, cancellationToken).ConfigureAwait(false))?.Index?.Manifests ?? [];

    /// <summary>Adds a manifest to the list of what refers to its subject.</summary>
    /// <exception cref="RegistryException">The tag names what is no list, which is left alone.</exception>
    public async Task AddAsync(ManifestBlob referrer, CancellationToken cancellationToken)
    {
        var subject = referrer.Subject!.Digest;
        var found = await FindAsync(subject, cancellationToken).ConfigureAwait(false);
        if (found is { Index: null })
        {
            throw new RegistryException($"Cannot add {referrer.Digest} to the list of what refers to {subject}: the registry keeps none, and the tag '{client.Registry}/{repository}:{Of(subject)}', "
                + "under which clients keep it, names an image. Delete or rename that tag.");
        }
        var list = found?.Index ?? new ImageIndex { Manifests = [] };
        if (list.Manifests.Any(known => known.Digest == referrer.Digest))
            return;
        await client.PushManifestAsync(repository, ManifestBlob.Create(list with { Manifests = [.. list.Manifests, Describe(referrer)] }), Tag.Parse(Of(subject)), cancellationToken).ConfigureAwait(false);
    }

    private async Task<ManifestBlob?> FindAsync(Digest subject, CancellationToken cancellationToken) =>
        await client.ResolveAsync(repository, Of(subject), cancellationToken).ConfigureAwait(false) is { } tagged
            ? await client.FetchManifestAsync(repository, tagged.Digest.ToString(), cancellationToken).ConfigureAwait(false)
            : null;
}
