// SPDX-License-Identifier: Apache-2.0
using System.CommandLine;
using Slipway.Server;

namespace Slipway.Cli.Commands.Serving;

/// <summary><c>slipway registry key list</c>.</summary>
internal sealed class RegistryKeyListCommand : SlipwayCommand
{
    private readonly RegistryStorageWords _storage = new();

    public RegistryKeyListCommand(Session session)
        : base(session, "list", "List a registry's keys; the keys themselves are kept nowhere.", "slipway registry key list")
    {
        foreach (var option in _storage.Options)
            Add(option);
    }

    protected override Task<int> RunAsync(ParseResult words, CancellationToken cancellationToken)
    {
        using var storage = _storage.Open(words, Session);
        var now = Session.Time.GetUtcNow();
        var table = new TextTable("NAME", "ID", "ALLOWS", "REPOSITORIES", "CREATED", "ENDS");
        foreach (var key in storage.Keys.List())
            table.Add(key.Name, key.Id, SettingNames.Write(key.Allow), string.Join(' ', key.Repositories), $"{key.Created:u}", key.Expires is not { } end ? "never" : key.IsExpired(now) ? "has ended" : $"{end:u}");
        table.WriteTo(Session.Output);
        return Task.FromResult(ExitCode.Done);
    }
}
