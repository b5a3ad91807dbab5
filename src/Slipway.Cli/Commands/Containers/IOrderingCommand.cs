// SPDX-License-Identifier: Apache-2.0
using System.CommandLine;
using Slipway.Modules;

namespace Slipway.Cli.Commands.Containers;

/// <summary>A command whose words the agent may read.</summary>
internal interface IOrderingCommand
{
    /// <summary>Whether it reads images, which are kept from being pruned meanwhile.</summary>
    bool ReadsImages { get; }

    /// <summary>Whether the command itself must read the words: they name files, which may be its process's alone, or ask for more than to pass streams on, and it has not read them yet.</summary>
    /// <param name="words">The command line.</param>
    /// <param name="isRead">Whether it has.</param>
    bool KeepsToItself(ParseResult words, bool isRead);

    /// <summary>What the words ask for.</summary>
    /// <param name="words">The command line.</param>
    /// <param name="placed">The order that it came with.</param>
    /// <returns>That order with all that is asked for.</returns>
    StreamOrder Order(ParseResult words, StreamOrder placed);
}
