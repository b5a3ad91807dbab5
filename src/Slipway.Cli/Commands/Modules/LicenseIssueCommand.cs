// SPDX-License-Identifier: Apache-2.0
using System.CommandLine;
using Slipway.Modules;

namespace Slipway.Cli.Commands.Modules;

/// <summary><c>slipway license issue</c>: a license for a module.</summary>
internal sealed class LicenseIssueCommand : SlipwayCommand
{
    private readonly Option<string> _key = new("--key") { Description = "The issuer's private key, <KEY-ID>.key.", HelpName = "FILE", Required = true };
    private readonly Option<string> _module = new("--module") { Description = "The module's name.", HelpName = "NAME", Required = true };
    private readonly Option<string> _customer = new("--customer") { Description = "Whom it is for.", HelpName = "NAME", Required = true };
    private readonly Option<string?> _repository = new("--repository") { Description = "The repository that the image must come from. [default: any]", HelpName = "NAME" };
    private readonly Option<string> _versions = new("--versions") { Description = "The versions it is for: *, 1.*, 1.2.* or 1.2.3.", HelpName = "VERSIONS", DefaultValueFactory = static _ => "*" };
    private readonly Option<TimeSpan> _lifetime = DurationText.Option("--ttl", "How long it is good.", TimeSpan.FromDays(365), "365d");

    public LicenseIssueCommand(Session session)
        : base(session, "issue", "Sign a license for a module.", "slipway license issue --key keys/acme-2026.key --module gateway --customer 'Example Ltd' --versions '1.*'")
    {
        foreach (var option in new Option[] { _key, _module, _customer, _repository, _versions, _lifetime })
            Add(option);
    }

    protected override Task<int> RunAsync(ParseResult words, CancellationToken cancellationToken)
    {
        var path = Path.GetFullPath(words.GetRequiredValue(_key), Session.WorkingFolder);
        using var issuer = LicenseIssuer.FromPem(Path.GetFileNameWithoutExtension(path), File.ReadAllText(path));
        Session.Output.WriteLine(issuer.Issue(new()
        {
            Kid = issuer.KeyId,
            Id = Guid.NewGuid().ToString("N"),
            Customer = words.GetRequiredValue(_customer),
            Module = words.GetRequiredValue(_module),
            Repository = words.GetValue(_repository),
            Versions = words.GetRequiredValue(_versions),
            NotBefore = Session.Time.GetUtcNow().ToUnixTimeSeconds(),
            Expires = (Session.Time.GetUtcNow() + words.GetValue(_lifetime)).ToUnixTimeSeconds(),
        }));
        return Task.FromResult(ExitCode.Done);
    }
}
