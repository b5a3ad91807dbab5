// SPDX-License-Identifier: Apache-2.0
using System.CommandLine;
using Microsoft.Extensions.Logging;
using Slipway.Check;
using Slipway.Dockerfile;
using Slipway.Fleet;
using Slipway.Server;

namespace Slipway.Cli.Commands.Serving;

/// <summary>The word that names a policy file.</summary>
internal static class PolicyWords
{
    /// <summary>The option.</summary>
    /// <param name="what">What is judged by it, as a sentence.</param>
    public static Option<string?> Option(string what) => new("--policy") { Description = what, HelpName = "FILE" };

    /// <summary>Reads a policy; what is wrong with it is on the error stream.</summary>
    /// <exception cref="CommandException">There is none, or something is wrong with it.</exception>
    public static ImagePolicy Read(string path, string shown, Session session)
    {
        if (!File.Exists(path))
            throw CommandException.Usage($"there is no policy file '{shown}'.", "write one, or leave the policy out");
        var file = PolicyFile.Read(path, shown);
        new DiagnosticRenderer(new() { Color = session.ErrorTerminal == TerminalKind.Colour }).Write(session.Error, file.Diagnostics);
        return file.HasErrors ? throw CommandException.Usage($"the policy can't be used: {(file.Diagnostics.Count == 1 ? "the error" : $"the {file.Diagnostics.Count} errors")} above.") : file.Policy;
    }

    /// <summary>Reads a policy, and again when its file changes.</summary>
    /// <exception cref="CommandException">There is none, or something is wrong with it.</exception>
    public static WatchedPolicy Watch(string path, string shown, Session session, ILoggerFactory loggers)
    {
        Read(path, shown, session);
        return new(path, loggers);
    }
}
