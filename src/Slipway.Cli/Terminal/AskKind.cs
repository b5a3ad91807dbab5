// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Cli;

/// <summary>Whether an answer is shown while it is typed.</summary>
internal enum AskKind
{
    /// <summary>It is.</summary>
    Open,

    /// <summary>It isn't.</summary>
    Secret,
}
