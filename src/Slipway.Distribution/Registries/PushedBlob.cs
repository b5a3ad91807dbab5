// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Distribution;

/// <summary>How a blob came to be in a repository.</summary>
public enum PushedBlob
{
    /// <summary>It was there.</summary>
    Existed,

    /// <summary>It was taken from another repository of the registry.</summary>
    Mounted,

    /// <summary>It was sent.</summary>
    Uploaded,
}
