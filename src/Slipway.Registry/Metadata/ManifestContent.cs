// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Registry;

/// <summary>How much of a manifest is read.</summary>
internal enum ManifestContent
{
    /// <summary>Digest, type and size.</summary>
    HeadOnly,

    /// <summary>The bytes as well.</summary>
    Whole,
}
