// SPDX-License-Identifier: Apache-2.0
using System.CommandLine;
using Slipway.Modules;

namespace Slipway.Cli.Commands.Modules;

/// <summary>Which server a command asks, and with which token.</summary>
internal sealed class ServerWords
{
    private static readonly TimeSpan OwnTokenLifetime = TimeSpan.FromMinutes(15);
    private readonly Option<Uri?> _server = new("--server") { Description = "The server's address. [default: the one that runs in Slipway's home]", HelpName = "URL" };
    private readonly Option<string?> _token = new("--token-file") { Description = "A file with the token. [default: $SLIPWAY_TOKEN, or a token made with the home's own key]", HelpName = "FILE" };

    /// <summary>The options, in the order of help.</summary>
    public IEnumerable<Option> Options => [_server, _token];

    /// <summary>A client of the server.</summary>
    /// <exception cref="CommandException">No server runs, or no token can be had.</exception>
    public ModulesClient Connect(ParseResult words, Session session)
    {
        if (words.GetValue(_server) is { } server)
            return new(server, ReadToken(words, session) ?? throw CommandException.Usage($"a token is needed for {server}.", "give it in $SLIPWAY_TOKEN or with --token-file"));
        var record = ServerRecord.Find(session.Home) ?? throw new CommandException(ExitCode.Outside, $"no server runs in '{session.Home.Root}'", "start one: slipway serve");
        return new(record.Api, ReadToken(words, session) ?? OwnToken(session), record.CertificateFile);
    }

    /// <summary>A token for the server of the session's home.</summary>
    public static string OwnToken(Session session) =>
        AccessTokens.Open(session.Home.Modules, session.Time).Create($"{Environment.UserName}@localhost", AccessRole.SuperAdmin, OwnTokenLifetime);

    private string? ReadToken(ParseResult words, Session session) => words.GetValue(_token) is { } file
        ? File.ReadAllText(Path.GetFullPath(file, session.WorkingFolder)).Trim()
        : session.Variable("SLIPWAY_TOKEN") is { Length: > 0 } token ? token : null;
}
