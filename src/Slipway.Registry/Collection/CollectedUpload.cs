// SPDX-License-Identifier: Apache-2.0
using Slipway.Oci;

namespace Slipway.Registry;

/// <summary>An unfinished upload that a collection took, or would take.</summary>
/// <param name="Id">The upload.</param>
/// <param name="Repository">Where it was going.</param>
/// <param name="Started">When it began.</param>
public sealed record CollectedUpload(string Id, RepositoryName Repository, DateTimeOffset Started)
{
    /// <summary>Why it goes.</summary>
    public string Reason => $"it began at {Started:yyyy-MM-dd HH:mm} UTC, and nothing has come for longer than an upload is kept";
}
