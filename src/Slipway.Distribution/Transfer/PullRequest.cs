// SPDX-License-Identifier: Apache-2.0
using Slipway.Oci;

namespace Slipway.Distribution;

/// <summary>Which image to pull.</summary>
/// <param name="Reference">Its name; <c>latest</c> where it has neither tag nor digest.</param>
/// <param name="Platform">The platform wanted of an index; null for all that the index names.</param>
public sealed record PullRequest(ImageReference Reference, Platform? Platform);
