// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Cli.Commands.Whole.Services;

/// <summary>What became of a service's container.</summary>
internal enum ServiceOutcome
{
    /// <summary>It is as it was.</summary>
    Unchanged,

    /// <summary>It was there, and runs again.</summary>
    Started,

    /// <summary>It is new.</summary>
    Created,

    /// <summary>It is new, in the place of one that differed.</summary>
    Recreated,

    /// <summary>It does not run as it should; why was told.</summary>
    Failed,
}
