// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Oci.Json;

/// <summary>The content of <c>oci-layout</c> (image-spec, image-layout.md).</summary>
internal sealed record LayoutMarker
{
    public required string ImageLayoutVersion { get; init; }
}
