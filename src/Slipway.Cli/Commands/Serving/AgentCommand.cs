// SPDX-License-Identifier: Apache-2.0
using System.CommandLine;
using Slipway.Cli.Commands.Containers;
using Slipway.Containers;
using Slipway.Modules;

namespace Slipway.Cli.Commands.Serving;

/// <summary><c>slipway agent</c>: makes and keeps containers; commands that need it start one where none runs.</summary>
internal sealed class AgentCommand : SlipwayCommand
{
    private readonly Option<bool> _development = new("--development") { Description = "This installation is for development: test licenses are accepted." };

    private readonly Option<string?> _policy = PolicyWords.Option("A policy file that images must pass to become modules; read again when it changes.");

    private readonly Option<TimeSpan?> _idle = DurationText.Option("--idle-timeout", "End when there was nothing to do for that long: nobody asked, no container runs or is to run, no module is installed. [default: never]");
    private readonly Option<bool> _stop = new("--stop") { Description = "Ask the agent that runs to end, and wait for it; its containers go on." };

    public AgentCommand(Session session)
        : base(session, "agent", "Run the agent, the one process that makes and keeps containers, modules' too; commands start it where none runs.", "slipway agent", "slipway agent --idle-timeout 5m", "slipway agent --stop")
    {
        Add(_idle);
        Add(_stop);
        Add(_development);
        Add(_policy);
    }

    protected override async Task<int> RunAsync(ParseResult words, CancellationToken cancellationToken)
    {
        if (words.GetValue(_stop))
        {
            await AgentLauncher.StopAsync(Session.Home, cancellationToken);
            return ExitCode.Done;
        }
        var path = words.GetValue(_policy) is { } file ? Path.GetFullPath(file, Session.WorkingFolder) : null;
        using var log = new ServerLog(Session);
        var options = new AgentOptions
        {
            Home = Session.Home,
            IsDevelopment = words.GetValue(_development),
            TrustedRegistries = TrustedRegistries.Parse(Session.Variable("TRUSTED_REGISTRIES")),
            Policy = path is null ? null : PolicyWords.Watch(path, words.GetValue(_policy)!, Session, log),
            PolicyFile = path,
            Egress = Session.Variable("SLIPWAY_EGRESS_POOL") is { Length: > 0 } pool ? new() { Pool = EgressPool.Parse(pool) } : EgressOptions.Default,
            KeepLogs = KeptLogs.TimeOf(Session),
            ReadOrder = ContainerOrders.ReaderOf(Session),
            EndsIdleAfter = words.GetValue(_idle),
            Time = Session.Time,
            Loggers = log,
        };
        await AgentHost.RunAsync(options, cancellationToken);
        return ExitCode.Done;
    }
}
