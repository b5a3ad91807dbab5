// SPDX-License-Identifier: Apache-2.0
using Slipway.Oci;

namespace Slipway.Registry;

/// <summary>A repository of a mirror.</summary>
/// <param name="Upstream">The registry that it is of.</param>
/// <param name="Local">What it is called here.</param>
/// <param name="Remote">What it is called there.</param>
internal sealed record MirroredRepository(Upstream Upstream, RepositoryName Local, RepositoryName Remote)
{
    public MirrorOptions Options => Upstream.Options;

    /// <summary>How people name it.</summary>
    public override string ToString() => $"{Options.Upstream}/{Remote}";
}
