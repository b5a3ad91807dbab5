// SPDX-License-Identifier: Apache-2.0
using System.CommandLine;
using Slipway.Modules;

namespace Slipway.Cli.Commands.Modules;

/// <summary>Which server a command asks, and with which token.</summary>
internal sealed class ServerWords
{
    private static readonly TimeSpan OwnTokenLifetime = TimeSpan.FromMinutes(15);
    private readonly Option<string?> _server = new("--server") { Description = "The server's address. [default: the one that runs in Slipway's home]", HelpName = "URL" };
    private readonly Option<string?> _token = new("--token-file") { Description = "A file with the token. [default: $SLIPWAY_TOKEN, or a token made with the home's own key]", HelpName = "FILE" };

    private readonly Option<string?> _certificate = new("--certificate") { Description = "The one certificate that the server of --server may show, a PEM file; for one that this machine's authorities don't vouch for.", HelpName = "FILE" };

    /// <summary>The options, in the order of help.</summary>
    public IEnumerable<Option> Options => [_server, _token, _certificate];

    /// <summary>A client of the server.</summary>
    /// <exception cref="CommandException">No server runs, or no token can be had.</exception>
    public ModulesClient Connect(ParseResult words, Session session)
    {
        var certificate = words.GetValue(_certificate) is { } file ? Path.GetFullPath(file, session.WorkingFolder) : null;
        if (certificate is not null && words.GetValue(_server) is null)
            throw CommandException.Usage("--certificate is of the server that --server names, and none is named.", "leave it out: the server of Slipway's home is known by its certificate");
        if (certificate is not null && !File.Exists(certificate))
            throw CommandException.Usage($"there is no certificate '{certificate}'.");
        if (words.GetValue(_server) is { } text)
        {
            if (!Uri.TryCreate(text, UriKind.Absolute, out var server) || (server.Scheme != Uri.UriSchemeHttps && server.Scheme != Uri.UriSchemeHttp) || server.UserInfo.Length > 0)
                throw CommandException.Usage($"'{DisplayText.Clean(text)}' is no address of a server.", "write it with its scheme, such as https://slipway.example:8080");
            return new(server, ReadToken(words, session) ?? throw CommandException.Usage($"a token is needed for {server}.", "give it in $SLIPWAY_TOKEN or with --token-file"), certificate);
        }
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
