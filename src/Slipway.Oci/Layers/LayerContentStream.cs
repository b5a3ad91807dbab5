// SPDX-License-Identifier: Apache-2.0
using Slipway.Oci.Tar;

namespace Slipway.Oci.Layers;

/// <summary>The content of an entry; where reading it goes wrong because the blob is damaged, it says that.</summary>
internal sealed class LayerContentStream(LayerReader reader, Stream content) : ForwardStream
{
    public override long Length => content.Length;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        try
        {
            var count = await content.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
            Consumed += count;
            return count;
        }
        catch (Exception e) when (e is InvalidDataException or TarFormatException)
        {
            throw await reader.ExplainAsync(e, cancellationToken).ConfigureAwait(false);
        }
    }
}
