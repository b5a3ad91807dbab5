// SPDX-License-Identifier: Apache-2.0
using Slipway.Oci;

namespace Slipway.Distribution;

/// <summary>A blob to be pushed.</summary>
/// <param name="Descriptor">What it is.</param>
/// <param name="OpenAsync">Opens its bytes, for each attempt anew; the pusher disposes the stream. A verified stream keeps damaged bytes at home.</param>
public sealed record BlobSource(Descriptor Descriptor, Func<CancellationToken, Task<Stream>> OpenAsync)
{
    /// <summary>Repositories of the same registry that may hold it, to be mounted from; the first that does is used. The default is none.</summary>
    public IReadOnlyList<RepositoryName> MountFrom { get; init; } = [];

    /// <summary>Is told how many bytes have gone in all; told less than before when an upload starts again. The default is nobody.</summary>
    public Action<long>? Sent { get; init; }
}
