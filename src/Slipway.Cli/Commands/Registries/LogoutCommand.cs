// SPDX-License-Identifier: Apache-2.0
using System.CommandLine;

namespace Slipway.Cli.Commands.Registries;

/// <summary><c>slipway logout</c>: forgets a registry's credential.</summary>
internal sealed class LogoutCommand : SlipwayCommand
{
    private readonly Argument<string> _registry = RegistryWord.Argument();

    public LogoutCommand(Session session) : base(session, "logout", "Log out of a registry.", "slipway logout localhost:5000") => Add(_registry);

    protected override async Task<int> RunAsync(ParseResult words, CancellationToken cancellationToken)
    {
        var registry = RegistryWord.Parse(words.GetRequiredValue(_registry), "logout");
        var removed = await Remotes.Credentials(Session).RemoveAsync(registry, cancellationToken);
        Session.Output.WriteLine(removed ? $"Removed the credential for {registry}." : $"There was no credential for {registry}.");
        return ExitCode.Done;
    }
}
