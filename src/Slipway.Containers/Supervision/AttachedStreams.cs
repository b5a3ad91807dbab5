// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Containers;

/// <summary>Which of a program's streams somebody is attached to.</summary>
[Flags]
public enum AttachedStreams
{
    /// <summary>None: it is told alone how the program ends.</summary>
    None = 0,

    /// <summary>Standard input.</summary>
    Input = 1,

    /// <summary>Standard output; with a terminal all that it shows.</summary>
    Output = 2,

    /// <summary>Standard error.</summary>
    Error = 4,
}
