// SPDX-License-Identifier: Apache-2.0
using Slipway.Containers;
using Slipway.Oci;

namespace Slipway.Cli.Commands.Containers;

/// <summary>How much room containers take.</summary>
internal sealed class ContainerSizes(Session session)
{
    private readonly LayerSizes _layers = new(session.Home, session.Store);

    /// <summary>The bytes of the files that a container wrote, and those with its image's; an image that can't be read counts for nothing.</summary>
    public async Task<(long Written, long All)> MeasureAsync(ContainerDefinition definition, CancellationToken cancellationToken)
    {
        var written = ContainerFiles.MeasureChanges(session.Home, definition.Id);
        var image = session.Store.Contains(definition.Manifest.Digest) ? session.Store.ReadImage(definition.Manifest, definition.Platform) : null;
        return (written, written + (image is null ? 0 : await _layers.GetAsync(image, cancellationToken) ?? 0));
    }
}
