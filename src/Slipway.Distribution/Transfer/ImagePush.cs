// SPDX-License-Identifier: Apache-2.0
using Slipway.Oci;

namespace Slipway.Distribution;

/// <summary>An image of a store, and where it goes.</summary>
/// <param name="Image">The manifest or index in the store.</param>
/// <param name="References">The names it gets, at one registry or several; one without a tag has the image's digest.</param>
public sealed record ImagePush(Descriptor Image, IReadOnlyList<ImageReference> References);
