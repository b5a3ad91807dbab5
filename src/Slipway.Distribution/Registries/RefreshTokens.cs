// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Distribution;

/// <summary>What is done about refresh tokens.</summary>
internal enum RefreshTokens
{
    /// <summary>They are taken where they come.</summary>
    Taken,

    /// <summary>They are asked for, to keep one in a password's place.</summary>
    AskedFor,
}
