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

    public AgentCommand(Session session)
        : base(session, "agent", "Run the agent, the one process that makes and keeps containers, modules' too; commands start it where none runs.", "slipway agent")
    {
        Add(_development);
        Add(_policy);
    }

    protected override async Task<int> RunAsync(ParseResult words, CancellationToken cancellationToken)
    {
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
            Time = Session.Time,
            Loggers = log,
        };
        await AgentHost.RunAsync(options, cancellationToken);
        return ExitCode.Done;
    }
}
