// SPDX-License-Identifier: Apache-2.0
using Slipway.Oci;

namespace Slipway.Distribution;

/// <summary>A layout that images are brought to, listed under a name where one is given. Owns it.</summary>
internal sealed class LayoutTarget(PlainLayout layout, string? refName) : IImageTarget
{
    private bool _isNamed;

    public string Name => layout.Root;

    public IReadOnlyList<string> Names => [$"oci:{layout.Root}{(refName is null ? "" : ":" + refName)}"];

    public IReadOnlyList<string> SetNames => _isNamed ? Names : [];

    public async Task<TransferState> TakeBlobAsync(Descriptor blob, IImageSource source, Action<long> moved, CancellationToken cancellationToken)
    {
        if (layout.Contains(blob.Digest))
            return TransferState.Existed;
        moved(0);
        var content = new CountingStream(await source.OpenForCheckAsync(blob, cancellationToken).ConfigureAwait(false), moved);
        await layout.ImportBlobAsync(blob, content, cancellationToken).ConfigureAwait(false);
        return TransferState.Done;
    }

    public Task TakeManifestAsync(ManifestBlob manifest, CancellationToken cancellationToken)
    {
        if (!layout.Contains(manifest.Digest))
            layout.WriteManifest(manifest);
        return Task.CompletedTask;
    }

    // There is no list of what refers to an image in a layout: whoever looks for it reads what the index lists.
    public async Task TakeReferrerAsync(ManifestBlob referrer, CancellationToken cancellationToken)
    {
        await TakeManifestAsync(referrer, cancellationToken).ConfigureAwait(false);
        if (referrer.Subject is not null)
            await layout.ListAsync(ReferrersTag.Describe(referrer), null, cancellationToken).ConfigureAwait(false);
    }

    public async Task NameAsync(ManifestBlob root, CancellationToken cancellationToken)
    {
        await TakeManifestAsync(root, cancellationToken).ConfigureAwait(false);
        await layout.ListAsync(root.Descriptor, refName, cancellationToken).ConfigureAwait(false);
        _isNamed = true;
    }

    public void Dispose() => layout.Dispose();
}
