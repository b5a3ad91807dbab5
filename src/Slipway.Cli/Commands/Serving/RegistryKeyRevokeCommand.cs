// SPDX-License-Identifier: Apache-2.0
using System.CommandLine;

namespace Slipway.Cli.Commands.Serving;

/// <summary><c>slipway registry key revoke</c>.</summary>
internal sealed class RegistryKeyRevokeCommand : SlipwayCommand
{
    private readonly RegistryStorageWords _storage = new();
    private readonly Argument<string> _name = new("NAME") { Description = "The key's name." };

    public RegistryKeyRevokeCommand(Session session)
        : base(session, "revoke", "Revoke a key: it and every token made with it open nothing from the next request on.", "slipway registry key revoke ci")
    {
        Add(_name);
        foreach (var option in _storage.Options)
            Add(option);
    }

    protected override async Task<int> RunAsync(ParseResult words, CancellationToken cancellationToken)
    {
        using var storage = _storage.Open(words, Session);
        var name = words.GetValue(_name)!;
        if (!await storage.Keys.RevokeAsync(name, cancellationToken))
            throw CommandException.No($"there is no key '{name}'", "see them all: slipway registry key list");
        Session.Error.WriteLine($"'{name}' is revoked");
        return ExitCode.Done;
    }
}
