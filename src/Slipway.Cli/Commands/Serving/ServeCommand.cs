// SPDX-License-Identifier: Apache-2.0
using System.CommandLine;
using System.Net;
using Slipway.Registry;
using Slipway.Server;

namespace Slipway.Cli.Commands.Serving;

/// <summary><c>slipway serve</c>: the registry and the module API, and the agent that runs modules as a process of its own.</summary>
internal sealed class ServeCommand : SlipwayCommand
{
    private readonly Option<IPEndPoint> _registry = ListenWords.Option("--registry", "Where the registry listens; port 0 takes any that is free.", 5000);
    private readonly Option<IPEndPoint> _api = ListenWords.Option("--api", "Where the module API listens; port 0 takes any that is free.", 8080);
    private readonly Option<string?> _users = new("--htpasswd") { Description = "The registry's file of users and bcrypt hashes, as 'htpasswd -B' writes it.", HelpName = "FILE" };
    private readonly Option<bool> _development = new("--development") { Description = "This installation is for development: test licenses are accepted." };
    private readonly TlsWords _tls = new();
    private readonly Option<bool> _public = new("--public") { Description = "Both may listen beyond this machine without TLS; passwords and tokens travel in clear, unless a proxy before them speaks TLS." };

    public ServeCommand(Session session)
        : base(session, "serve", "Serve the registry and the module API until interrupted. Modules go on when it ends.",
            "slipway serve", "slipway serve --development", "slipway serve --registry 127.0.0.1:5001 --htpasswd users.htpasswd")
    {
        foreach (var option in new Option[] { _registry, _api, _users, _development }.Concat(_tls.Options).Append(_public))
            Add(option);
    }

    protected override async Task<int> RunAsync(ParseResult words, CancellationToken cancellationToken)
    {
        var isDevelopment = words.GetValue(_development) || Session.Variable("SLIPWAY_ENVIRONMENT") == "development";
        var options = new ServerOptions
        {
            Home = Session.Home,
            RegistryListen = words.GetValue(_registry)!,
            ApiListen = words.GetValue(_api)!,
            Tls = _tls.Read(words, Session, Path.Combine(Session.Home.Registry, "tls"), [words.GetValue(_registry)!, words.GetValue(_api)!]),
            HtpasswdFile = words.GetValue(_users) is { } users ? Path.GetFullPath(users, Session.WorkingFolder) : null,
            Exposure = words.GetValue(_public) ? Exposure.Network : Exposure.LoopbackOnly,
            IsDevelopment = isDevelopment,
            AgentCommand = isDevelopment ? OwnCommand.With("agent", "--development") : OwnCommand.With("agent"),
            Time = Session.Time,
        };
        await using var server = await SlipwayServer.StartAsync(options, cancellationToken);
        Session.Output.WriteLine($"registry at {server.Registry.Address}");
        Session.Output.WriteLine($"module API at {server.Api}api/v1/modules");
        await Session.Output.FlushAsync(cancellationToken);
        Session.Error.WriteLine(options.HtpasswdFile is null
            ? $"anyone may pull; to push, log in with any name and the token in {RegistrySecrets.PushTokenFile(server.Registry.Options.Root)} as the password"
            : $"the registry's users are those of {options.HtpasswdFile}");
        Session.Error.WriteLine("for the module API, make a token: slipway token create --role super_admin --ttl 1h");
        await server.WaitForStopAsync(cancellationToken);
        return ExitCode.Done;
    }
}
