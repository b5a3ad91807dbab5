// SPDX-License-Identifier: Apache-2.0
using System.CommandLine;
using Slipway.Containers;

namespace Slipway.Cli.Commands.Containers;

/// <summary><c>slipway port</c>.</summary>
internal sealed class PortCommand : ContainerCommand
{
    private readonly Argument<string> _container = new("CONTAINER") { Description = "Its name, or the beginning of its id." };
    private readonly Argument<string?> _port = new("PORT") { Description = "Only where this port of it is published.", Arity = ArgumentArity.ZeroOrOne };

    public PortCommand(Session session) : base(session, "port", "Show where a container's ports are published.", "slipway port web", "slipway port web 80")
    {
        Add(_container);
        Add(_port);
    }

    protected override Task<int> RunAsync(ParseResult words, CancellationToken cancellationToken)
    {
        var container = Find(words.GetRequiredValue(_container));
        var ports = ContainerView.Read(Session.Home, container).Vitals?.Ports ?? [];
        if (words.GetValue(_port) is { } asked)
        {
            var port = PublishedPort.Parse(asked)[0];
            ports = [.. ports.Where(published => published.ContainerPort == port.ContainerPort && published.Protocol == port.Protocol)];
            if (ports.Count == 0)
                throw CommandException.No($"the container '{container.Name}' has no port {asked} that is published now.");
        }
        foreach (var port in ports)
            Session.Output.WriteLine(words.GetValue(_port) is null ? $"{PsRow.InsideOf(port)} -> {PsRow.OutsideOf(port)}" : PsRow.OutsideOf(port));
        return Task.FromResult(ExitCode.Done);
    }
}
