// SPDX-License-Identifier: Apache-2.0
using System.CommandLine;

namespace Slipway.Cli;

/// <summary>A command that only holds others.</summary>
internal sealed class CommandGroup : Command
{
    public CommandGroup(string name, string description, params Command[] commands) : base(name, description)
    {
        foreach (var command in commands)
            Add(command);
    }
}
