// SPDX-License-Identifier: Apache-2.0
using System.CommandLine;
using Slipway.Oci;
using Slipway.Registry;
using Slipway.Server;

namespace Slipway.Cli.Commands.Serving;

/// <summary><c>slipway registry key create</c>: makes a key for a program, and shows it once.</summary>
internal sealed class RegistryKeyCreateCommand : SlipwayCommand
{
    private readonly RegistryStorageWords _storage = new();
    private readonly Argument<string> _name = new("NAME") { Description = "The key's name: letters, digits and ._@-." };
    private readonly Option<string[]> _repositories = new("--repositories") { Description = "The repositories it is for, a pattern: '*' for any letters but a slash, '**' for any. May be given again. [default: **]", HelpName = "PATTERN" };
    private readonly Option<string[]> _allow = new("--allow") { Description = "What it may do there: pull, push, overwrite, delete, with commas between. [default: pull]", HelpName = "ACTIONS" };
    private readonly Option<TimeSpan?> _lifetime = new("--ttl")
    {
        Description = "How long it is good. [default: until it is revoked]",
        HelpName = "90s|30m|1h|7d",
        CustomParser = static result =>
        {
            var text = result.Tokens.Single().Value;
            if (DurationText.TryParse(text, out var duration))
                return duration;
            result.AddError($"'{text}' is not a duration; expected a number and s, m, h or d, such as 90d.");
            return null;
        },
    };

    public RegistryKeyCreateCommand(Session session)
        : base(session, "create", "Make a key for a program: it is the password of any user name, and is shown once.", "slipway registry key create ci --repositories 'team/**' --allow pull,push --ttl 90d")
    {
        Add(_name);
        foreach (var option in new Option[] { _repositories, _allow, _lifetime }.Concat(_storage.Options))
            Add(option);
    }

    protected override async Task<int> RunAsync(ParseResult words, CancellationToken cancellationToken)
    {
        using var storage = _storage.Open(words, Session);
        try
        {
            var (key, text) = await storage.Keys.CreateAsync(Read(words), cancellationToken);
            Session.Output.WriteLine(text);
            Session.Error.WriteLine($"'{key.Name}' may {SettingNames.Write(key.Allow)} in {string.Join(", ", key.Repositories)}{(key.Expires is { } end ? $" until {end:u}" : "")}. The key is shown this once; only a digest of it is kept");
            return ExitCode.Done;
        }
        catch (InvalidOperationException e)
        {
            throw CommandException.No(e.Message);
        }
    }

    private ApiKeyRequest Read(ParseResult words)
    {
        try
        {
            var request = new ApiKeyRequest { Name = words.GetValue(_name)!, Lifetime = words.GetValue(_lifetime) };
            var repositories = words.GetValue(_repositories) ?? [];
            var allow = (words.GetValue(_allow) ?? []).SelectMany(static word => word.Split(',')).ToList();
            return request with
            {
                Repositories = repositories.Length == 0 ? request.Repositories : [.. repositories.Select(NamePattern.Parse)],
                Allow = allow.Count == 0 ? request.Allow : allow.Aggregate(RegistryAction.None, static (actions, word) => actions | SettingNames.ReadAction(word)),
            };
        }
        catch (Exception e) when (e is FormatException or ArgumentException)
        {
            throw CommandException.Usage(e.Message.Split(" (Parameter", 2)[0]);
        }
    }
}
