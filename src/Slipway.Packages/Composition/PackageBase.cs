// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Packages;

/// <summary>What is in a composed system beside the packages that are asked for.</summary>
public enum PackageBase
{
    /// <summary>The folders of a system (<c>base-files</c>) and nothing else.</summary>
    Minimal,

    /// <summary>Debian's essential and required packages and apt, which the packages' own scripts take for granted.</summary>
    Full,
}
