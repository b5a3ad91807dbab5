// SPDX-License-Identifier: Apache-2.0
using Slipway.Oci;

namespace Slipway.Fleet;

/// <summary>Images that are kept without a name for a while, and let go at the end, unless they were kept before.</summary>
internal sealed class UnnamedImages(OciLayout store) : IAsyncDisposable
{
    private readonly HashSet<Digest> _before = [.. store.ListReferences().Where(static reference => reference.Name is null).Select(static reference => reference.Descriptor.Digest)];
    private readonly List<Digest> _images = [];

    /// <summary>Lets go of these at the end.</summary>
    public void LetGo(IEnumerable<Descriptor> images) => _images.AddRange(images.Select(static image => image.Digest).Where(digest => !_before.Contains(digest)));

    public async ValueTask DisposeAsync()
    {
        foreach (var digest in _images)
            await store.ForgetAsync(digest, CancellationToken.None).ConfigureAwait(false);
    }
}
