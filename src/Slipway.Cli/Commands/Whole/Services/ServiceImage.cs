// SPDX-License-Identifier: Apache-2.0
using Slipway.Oci;

namespace Slipway.Cli.Commands.Whole.Services;

/// <summary>The image that a service's container is made of.</summary>
/// <param name="Manifest">Its manifest, or that of the index it is in.</param>
/// <param name="Image">The image.</param>
internal sealed record ServiceImage(Descriptor Manifest, StoredImage Image);
