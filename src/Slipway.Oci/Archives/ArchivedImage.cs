// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Oci;

/// <summary>An image of an archive and its names.</summary>
/// <param name="Descriptor">The manifest or index.</param>
/// <param name="Names">The names it has in the archive; none for an image that was saved by its digest.</param>
public sealed record ArchivedImage(Descriptor Descriptor, IReadOnlyList<ImageReference> Names)
{
    /// <summary>What an OCI layout lists it under, be it a name or any other text. Read and not written. The default is nothing.</summary>
    public IReadOnlyList<string> RefNames { get; init; } = [];
}
