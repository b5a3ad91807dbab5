// SPDX-License-Identifier: Apache-2.0
using Slipway.Oci;

namespace Slipway.Build;

/// <summary>Why a step isn't in the cache.</summary>
/// <param name="Field">The field of its key that is other than it was: <c>command</c>, <c>variable VERSION</c>, <c>files of src</c>, <c>base</c>; empty for a reason that is no field.</param>
/// <param name="Reason">A clause for people; where files changed it names the first of them.</param>
/// <param name="Was">The field's digest when the step last ran, or null.</param>
/// <param name="Is">The field's digest now, or null.</param>
public sealed record CacheMiss(string Field, string Reason, Digest? Was = null, Digest? Is = null)
{
    /// <summary>The files that changed, by path, where the field is a selection of files and both are known; all of them.</summary>
    public IReadOnlyList<ChangedPath> Paths { get; init; } = [];
}
