// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Cli;

/// <summary>What the program's exit code says.</summary>
internal static class ExitCode
{
    /// <summary>Done.</summary>
    public const int Done = 0;

    /// <summary>The answer is no: a build or a check found against it, a thing asked for is not there.</summary>
    public const int No = 1;

    /// <summary>The command line or a configuration file can't be understood.</summary>
    public const int Usage = 2;

    /// <summary>The outside world (network, registry, disk, a missing program); worth another try.</summary>
    public const int Outside = 3;

    /// <summary>A bug of ours.</summary>
    public const int Bug = 70;

    /// <summary>The terminal went away.</summary>
    public const int HungUp = 129;

    /// <summary>Interrupted from the keyboard.</summary>
    public const int Interrupted = 130;
}
