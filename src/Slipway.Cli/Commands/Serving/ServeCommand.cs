// SPDX-License-Identifier: Apache-2.0
using System.CommandLine;
using System.Net;
using Slipway.Modules;
using Slipway.Server;

namespace Slipway.Cli.Commands.Serving;

/// <summary><c>slipway serve</c>: the registry and the module API, and the agent that runs modules as a process of its own.</summary>
internal sealed class ServeCommand : SlipwayCommand
{
    private readonly RegistryWords _registry = new(ListenWords.Option("--registry", "Where the registry listens; port 0 takes any that is free.", 5000));
    private readonly Option<IPEndPoint> _api = ListenWords.Option("--api", "Where the module API listens; port 0 takes any that is free.", 8080);
    private readonly Option<bool> _development = new("--development") { Description = "This installation is for development: test licenses are accepted." };

    public ServeCommand(Session session)
        : base(session, "serve", "Serve the registry and the module API until interrupted. Modules go on when it ends.",
            "slipway serve", "slipway serve --development", "slipway serve --registry 127.0.0.1:5001 --htpasswd users.htpasswd")
    {
        foreach (var option in _registry.Options.Concat([_api, _development]))
            Add(option);
    }

    protected override async Task<int> RunAsync(ParseResult words, CancellationToken cancellationToken)
    {
        var isDevelopment = words.GetValue(_development) || Session.Variable("SLIPWAY_ENVIRONMENT") == "development";
        using var log = new ServerLog(Session);
        var api = words.GetValue(_api)!;
        var setup = _registry.Read(words, Session, storage: null, [api], log);
        var kind = new AgentKind { IsDevelopment = isDevelopment, PolicyFile = setup.PolicyFile };
        var options = new ServerOptions
        {
            Home = Session.Home,
            Registry = setup.Options,
            ApiListen = api,
            IsDevelopment = isDevelopment,
            Policy = setup.Policy,
            PolicyFile = setup.PolicyFile,
            AgentCommand = OwnCommand.With(["agent", .. kind.Words]),
            Time = Session.Time,
            Loggers = log,
        };
        await using var server = await RegistryWords.StartAsync(() => SlipwayServer.StartAsync(options, cancellationToken));
        Session.Output.WriteLine($"registry at {server.Registry.Address}");
        Session.Output.WriteLine($"module API at {server.Api}api/v1/modules");
        await Session.Output.FlushAsync(cancellationToken);
        Session.Error.WriteLine(setup.Describe());
        Session.Error.WriteLine("for the module API, make a token: slipway token create --role super_admin --ttl 1h");
        await server.WaitForStopAsync(cancellationToken);
        return ExitCode.Done;
    }
}
