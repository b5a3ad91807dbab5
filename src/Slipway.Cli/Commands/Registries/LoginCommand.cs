// SPDX-License-Identifier: Apache-2.0
using System.CommandLine;
using Slipway.Distribution;

namespace Slipway.Cli.Commands.Registries;

/// <summary><c>slipway login</c>: shows a credential to a registry and keeps it, where Docker and podman find it too.</summary>
internal sealed class LoginCommand : SlipwayCommand
{
    private const int MaxPasswordLength = 64 * 1024;
    private readonly Argument<string> _registry = RegistryWord.Argument();
    private readonly Option<string?> _user = new("--username", "-u") { Description = "The user's name.", HelpName = "NAME" };
    private readonly Option<string?> _password = new("--password", "-p") { Description = "The password, which other users of the machine and the shell's history see then; --password-stdin hides it.", HelpName = "PASSWORD" };
    private readonly Option<bool> _fromInput = new("--password-stdin") { Description = "Read the password from standard input." };
    private readonly RemoteWords _remote = new();

    public LoginCommand(Session session)
        : base(session, "login", "Log in at a registry; with no word of who, as who is kept for it already.", "slipway login localhost:5000 -u admin", "printf %s \"$TOKEN\" | slipway login ghcr.io -u me --password-stdin")
    {
        Add(_registry);
        Add(_user);
        Add(_password);
        Add(_fromInput);
        foreach (var option in _remote.Options)
            Add(option);
    }

    protected override async Task<int> RunAsync(ParseResult words, CancellationToken cancellationToken)
    {
        var registry = RegistryWord.Parse(words.GetRequiredValue(_registry), "login");
        Refuse(words);
        using var http = _remote.OpenHttp(words, Session);
        var login = new RegistryLogin(http, Remotes.Credentials(Session));
        if (words.GetValue(_user) is null && words.GetValue(_password) is null && await TryKeptAsync(login, registry, cancellationToken))
            return ExitCode.Done;
        Answer(await login.LoginAsync(registry, ReadCredential(words), null, cancellationToken));
        return ExitCode.Done;
    }

    private void Refuse(ParseResult words)
    {
        if (words.GetValue(_password) is not null && words.GetValue(_fromInput))
            throw CommandException.Usage("--password and --password-stdin both give the password.", "give --password-stdin alone");
        if (words.GetValue(_fromInput) && words.GetValue(_user) is null)
            throw CommandException.Usage("--password-stdin gives a password and not whose it is.", "give the user's name with -u");
        if (words.GetValue(_password) is not null)
            Session.Error.WriteLine("WARNING! Using --password via the CLI is insecure. Use --password-stdin.");
    }

    // As docker login does: who is kept for the registry is shown again before anybody is asked.
    private async Task<bool> TryKeptAsync(RegistryLogin login, string registry, CancellationToken cancellationToken)
    {
        if (await Remotes.Credentials(Session).FindAsync(registry, null, cancellationToken) is not { } kept)
            return false;
        Session.Error.WriteLine($"Authenticating with the credential that is kept for {registry}...");
        try
        {
            Answer(await login.LoginAsync(registry, kept, null, cancellationToken));
            return true;
        }
        catch (RegistryException e) when (e.IsUnauthorized && Session.CanAsk)
        {
            Session.Error.WriteLine("It is no longer taken.");
            return false;
        }
    }

    private RegistryCredential ReadCredential(ParseResult words)
    {
        var user = words.GetValue(_user) ?? (Session.CanAsk ? Session.Ask("Username: ", AskKind.Open) : null)
            ?? throw CommandException.Usage("there is no terminal to ask for a user's name.", "give it with -u, and the password with --password-stdin");
        if (user.Length == 0 || user.Contains(':', StringComparison.Ordinal))
            throw CommandException.Usage($"'{DisplayText.Clean(user)}' is no user's name: it {(user.Length == 0 ? "is empty" : "holds a colon")}.");
        var password = words.GetValue(_password) is { } given ? given
            : words.GetValue(_fromInput) ? ReadPassword()
            : Session.CanAsk ? Session.Ask("Password: ", AskKind.Secret)
            : throw CommandException.Usage("there is no terminal to ask for a password.", "give it with --password-stdin");
        return password is { Length: > 0 } ? RegistryCredential.FromPassword(user, password) : throw CommandException.Usage("the password is empty.");
    }

    private void Answer(string kept) => Session.Output.WriteLine($"Login Succeeded. The credential is kept in {kept}.");

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
