// SPDX-License-Identifier: Apache-2.0
using Slipway.Oci;

namespace Slipway.Check;

/// <summary>An image of one platform that claims are proven of.</summary>
/// <param name="Name">The name it has in reports.</param>
/// <param name="Image">The image.</param>
/// <param name="Inventory">What it holds.</param>
/// <param name="Platforms">All platforms that the name has an image for.</param>
public sealed record ProofSubject(string Name, StoredImage Image, ImageInventory Inventory, IReadOnlyList<Platform> Platforms);
