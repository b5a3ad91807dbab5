// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Registry;

/// <summary>What a mirror answers while the other registry is down, or refuses because it was asked too often.</summary>
public enum OfflineAnswer
{
    /// <summary>What is here, though it may have changed there, with a warning; an error where nothing is here.</summary>
    Stale,

    /// <summary>An error, unless what is here was looked at lately or is asked for by its digest.</summary>
    Refuse,
}
