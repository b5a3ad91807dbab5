// SPDX-License-Identifier: Apache-2.0
using System.CommandLine;

namespace Slipway.Cli.Commands.Containers;

/// <summary>The words of commands that attach, about keys and signals; Docker's.</summary>
internal static class AttachWords
{
    /// <summary><c>--detach-keys</c>.</summary>
    public static Option<string> DetachKeys() => new("--detach-keys")
    {
        Description = "The keys that let go of it and leave it running, where it has a terminal.",
        HelpName = "KEYS",
        DefaultValueFactory = static _ => Containers.DetachKeys.Default,
    };

    /// <summary><c>--sig-proxy</c>.</summary>
    public static Option<bool> SignalProxy() => new("--sig-proxy")
    {
        Description = "Pass signals on to it, unless it has a terminal; --sig-proxy=false lets go of it instead.",
        DefaultValueFactory = static _ => true,
    };
}
