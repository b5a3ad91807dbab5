// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Fleet;

/// <summary>What came of publishing.</summary>
/// <param name="Published">The targets that are in the registry, under all their tags.</param>
/// <param name="Refused">The targets that are not, because not everything claimed of them is proven.</param>
public sealed record PublishResult(IReadOnlyList<PublishedImage> Published, IReadOnlyList<RefusedImage> Refused);
