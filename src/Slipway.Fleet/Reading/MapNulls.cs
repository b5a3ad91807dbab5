// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Fleet;

/// <summary>What a key without a value means in a map of texts.</summary>
internal enum MapNulls
{
    /// <summary>It is an error.</summary>
    Refuse,

    /// <summary>It takes away what was under the key.</summary>
    Unset,
}
