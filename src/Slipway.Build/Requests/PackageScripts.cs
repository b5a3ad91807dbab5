// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Build;

/// <summary>Whether the scripts of the packages run that an image is composed from.</summary>
public enum PackageScripts
{
    /// <summary>No: the image holds what the packages have, and what is declared.</summary>
    LeftOut,

    /// <summary>Yes, in a sandbox as a RUN step does, on Debian's essential and required packages and apt: the image is a Debian in which packages can be installed.</summary>
    Run,
}
