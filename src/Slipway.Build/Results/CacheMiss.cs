// SPDX-License-Identifier: Apache-2.0
using Slipway.Oci;

namespace Slipway.Build;

/// <summary>Why a step isn't in the cache.</summary>
/// <param name="Field">The field of its key that is other than it was: <c>command</c>, <c>arg VERSION</c>, <c>files of src</c>, <c>base</c>; empty for a reason that is no field.</param>
/// <param name="Reason">A clause for people.</param>
/// <param name="Was">The field's digest when the step last ran, or null.</param>
/// <param name="Is">The field's digest now, or null.</param>
public sealed record CacheMiss(string Field, string Reason, Digest? Was = null, Digest? Is = null);
