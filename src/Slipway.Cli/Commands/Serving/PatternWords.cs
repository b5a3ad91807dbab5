// SPDX-License-Identifier: Apache-2.0
using System.CommandLine;
using Slipway.Oci;

namespace Slipway.Cli.Commands.Serving;

/// <summary>Patterns of names on the command line.</summary>
internal static class PatternWords
{
    /// <summary>The pattern that an option says.</summary>
    /// <exception cref="CommandException">It is none.</exception>
    public static NamePattern Read(Option<string> option, ParseResult words) => NamePattern.TryParse(words.GetValue(option), out var pattern)
        ? pattern
        : throw CommandException.Usage($"{option.Name} '{words.GetValue(option)}' is no pattern of names; '*' stands for any letters but a slash, '**' for any, '?' for one.");
}
