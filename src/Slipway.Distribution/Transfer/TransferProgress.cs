// SPDX-License-Identifier: Apache-2.0
using Slipway.Oci;

namespace Slipway.Distribution;

/// <summary>News of one blob of a transfer. Reports of different blobs come in any order and from several threads.</summary>
/// <param name="Blob">The layer, configuration or manifest.</param>
/// <param name="State">How far it has come.</param>
/// <param name="Transferred">How many of its <see cref="Descriptor.Size"/> bytes have come or gone; it falls back to 0 when one starts again.</param>
public sealed record TransferProgress(Descriptor Blob, TransferState State, long Transferred)
{
    /// <summary>Where it goes, as a registry's host or a path; null where that goes without saying, as into the store.</summary>
    public string? Place { get; init; }
}
