// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Cli;

/// <summary>What a stream of text can show.</summary>
internal enum TerminalKind
{
    /// <summary>A pipe or a file: plain lines.</summary>
    Plain,

    /// <summary>A terminal that moves its cursor, without colour.</summary>
    Monochrome,

    /// <summary>A terminal with colour.</summary>
    Colour,
}
