// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Packages;

/// <summary>What is composed of some packages.</summary>
public enum ComposedForm
{
    /// <summary>The whole system: files, what is declared, dpkg's records.</summary>
    System,

    /// <summary>As much of a system as dpkg needs to run in it: the files of the essential packages, and no records.</summary>
    Seed,

    /// <summary>The archives of all packages, with the script that installs them in a seed, and what is declared.</summary>
    Archives,
}
