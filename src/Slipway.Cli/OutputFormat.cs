// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Cli;

/// <summary>How an answer is written.</summary>
internal enum OutputFormat
{
    /// <summary>For people.</summary>
    Text,

    /// <summary>For programs.</summary>
    Json,
}
