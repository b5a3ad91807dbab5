// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Registry;

/// <summary>What came of a request for something of another registry.</summary>
internal enum MirrorOutcome
{
    /// <summary>It was here, and nobody was asked.</summary>
    Hit,

    /// <summary>It was here, and still is what the name means there.</summary>
    Revalidated,

    /// <summary>It was fetched.</summary>
    Fetched,

    /// <summary>It was here, and the other registry could not be asked.</summary>
    Stale,

    /// <summary>There is nothing of that name.</summary>
    Missing,

    /// <summary>It could not be had.</summary>
    Failed,
}
