// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Distribution;

/// <summary>What becomes of two images for one platform that are to be joined into an index.</summary>
public enum SamePlatform
{
    /// <summary>They are refused: whoever pulls would get the first, whatever was meant.</summary>
    Refused,

    /// <summary>The later one takes the place of the earlier, and the earlier's attestations go.</summary>
    Replaced,
}
