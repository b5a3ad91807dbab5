// SPDX-License-Identifier: Apache-2.0
using System.CommandLine;
using Slipway.Distribution;
using Slipway.Oci;

namespace Slipway.Cli.Commands.Registries;

/// <summary><c>slipway login</c>: shows a credential to a registry and keeps it, where Docker and podman find it too.</summary>
internal sealed class LoginCommand : SlipwayCommand
{
    private const int MaxPasswordLength = 64 * 1024;
    private readonly Argument<string> _registry = new("REGISTRY") { Description = "The registry. [default: docker.io]", Arity = ArgumentArity.ZeroOrOne, DefaultValueFactory = static _ => ImageReference.DefaultRegistry };
    private readonly Option<string?> _user = new("--username", "-u") { Description = "The user's name.", HelpName = "NAME" };
    private readonly Option<bool> _fromInput = new("--password-stdin") { Description = "Read the password from standard input." };
    private readonly RemoteWords _remote = new();

    public LoginCommand(Session session)
        : base(session, "login", "Log in at a registry.", "slipway login localhost:5000 -u admin", "printf %s \"$TOKEN\" | slipway login ghcr.io -u me --password-stdin")
    {
        Add(_registry);
        Add(_user);
        Add(_fromInput);
        foreach (var option in _remote.Options)
            Add(option);
    }

    protected override async Task<int> RunAsync(ParseResult words, CancellationToken cancellationToken)
    {
        var registry = words.GetRequiredValue(_registry);
        var user = words.GetValue(_user) ?? (Session.CanAsk ? Session.Ask("Username: ", AskKind.Open) : null)
            ?? throw CommandException.Usage("there is no terminal to ask for a user's name.", "give it with -u, and the password with --password-stdin");
        var password = words.GetValue(_fromInput) ? ReadPassword()
            : Session.CanAsk ? Session.Ask("Password: ", AskKind.Secret)
            : throw CommandException.Usage("there is no terminal to ask for a password.", "give it with --password-stdin");
        using var http = _remote.OpenHttp(words, Session);
        var kept = await new RegistryLogin(http, Remotes.Credentials(Session))
            .LoginAsync(registry, RegistryCredential.FromPassword(user, password ?? ""), null, cancellationToken);
        Session.Output.WriteLine($"Login Succeeded. The credential is kept in {kept}.");
        return ExitCode.Done;
    }

    private string ReadPassword()
    {
        using var input = new StreamReader(Session.OpenInput());
        var buffer = new char[MaxPasswordLength + 1];
        var length = input.ReadBlock(buffer);
        return length <= MaxPasswordLength
            ? new string(buffer, 0, length).TrimEnd('\n', '\r')
            : throw CommandException.Usage($"the password from standard input has more than the {MaxPasswordLength} characters that are read.");
    }
}
