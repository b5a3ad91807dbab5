// SPDX-License-Identifier: Apache-2.0
using System.Text;

namespace Slipway.Oci;

/// <summary>
/// The digest of a stack of layers (image-spec, config.md, "Layer ChainID"): of one layer its DiffId, of more the sha256 of
/// <c>ChainId(all but the last) + " " + DiffId(the last)</c>.
/// </summary>
/// <param name="Digest">The digest of the stack.</param>
public readonly record struct ChainId(Digest Digest)
{
    /// <summary>The identity of a stack, lowest layer first; null for an empty one.</summary>
    public static ChainId? Of(IEnumerable<DiffId> layers)
    {
        ChainId? chain = null;
        foreach (var layer in layers)
            chain = chain is { } below ? below.Append(layer) : new ChainId(layer.Digest);
        return chain;
    }

    /// <summary>The identity of this stack with one more layer on top.</summary>
    public ChainId Append(DiffId layer) => new(Digest.Sha256(Encoding.UTF8.GetBytes($"{Digest} {layer}")));

    /// <summary><c>algorithm:hex</c>.</summary>
    public override string ToString() => Digest.ToString();
}
