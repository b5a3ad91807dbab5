// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Registry;

/// <summary>What is known of a blob's file. The numbers are stored.</summary>
internal enum BlobState
{
    /// <summary>It is there.</summary>
    Present = 0,

    /// <summary>Nothing needs it, and a collector is about to take it; who needs it again says so and it is present.</summary>
    Condemned = 1,

    /// <summary>The file is missing or holds other bytes: the blob counts as absent until someone pushes it again.</summary>
    Bad = 2,
}
