// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Build;

/// <summary>Whether and how an image is pushed.</summary>
public enum PushKind
{
    /// <summary>Not at all.</summary>
    None,

    /// <summary>Under its names.</summary>
    Names,

    /// <summary>To the repositories of its names, without a tag.</summary>
    Digest,
}
