// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Packages;

/// <summary>What is in a base image.</summary>
public enum BaseKind
{
    /// <summary>Debian's essential and required packages and apt, without documentation, manual pages and translations.</summary>
    DebianSlim,

    /// <summary>The same with documentation, manual pages and translations.</summary>
    DebianFull,

    /// <summary>One static program with a link for each of its applets.</summary>
    Busybox,
}
