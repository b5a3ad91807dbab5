// SPDX-License-Identifier: Apache-2.0
using System.CommandLine;
using Slipway.Modules;

namespace Slipway.Cli.Commands.Modules;

/// <summary><c>slipway token create</c>: a token for the module API of this installation.</summary>
internal sealed class TokenCreateCommand : SlipwayCommand
{
    private readonly Option<string> _role = new("--role") { Description = "What the holder may do: viewer or super_admin.", HelpName = "ROLE", Required = true };
    private readonly Option<TimeSpan> _lifetime = DurationText.Option("--ttl", "How long it is good.", TimeSpan.FromHours(1), "1h");
    private readonly Option<string> _email = new("--email") { Description = "Whom the audit log names.", HelpName = "ADDRESS", DefaultValueFactory = static _ => $"{Environment.UserName}@localhost" };

    public TokenCreateCommand(Session session)
        : base(session, "create", "Make a token for the module API.", "TOKEN=$(slipway token create --role super_admin --ttl 1h)")
    {
        _role.AcceptOnlyFromAmong([.. AccessRoles.Words]);
        Add(_role);
        Add(_lifetime);
        Add(_email);
    }

    protected override Task<int> RunAsync(ParseResult words, CancellationToken cancellationToken)
    {
        var lifetime = words.GetValue(_lifetime);
        if (lifetime > AccessTokens.MaxLifetime)
            throw CommandException.Usage($"--ttl is longer than the {AccessTokens.MaxLifetime.TotalDays:0} days that a token may live.");
        if (!AccessRoles.TryParse(words.GetValue(_role), out var role))
            throw CommandException.Usage($"'{words.GetValue(_role)}' is not a role.");
        Session.Output.WriteLine(AccessTokens.Open(Session.Home.Modules, Session.Time).Create(words.GetValue(_email)!, role, lifetime));
        return Task.FromResult(ExitCode.Done);
    }
}
