// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Fleet;

/// <summary>What images are called where they are published.</summary>
public enum PublishNaming
{
    /// <summary>By their tags.</summary>
    Tags,

    /// <summary>By their digests alone: the images of one platform, which others are joined with under the tags. Tags of a single platform (<c>{arch}</c>) are set.</summary>
    Digest,
}
