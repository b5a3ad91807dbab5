// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Check;

/// <summary>Whether a reference says which image it means.</summary>
public enum ReferencePinning
{
    /// <summary>By a tag, which may be moved.</summary>
    Floating,

    /// <summary>By a digest.</summary>
    Pinned,
}
