// SPDX-License-Identifier: Apache-2.0
using System.CommandLine;
using Microsoft.Extensions.DependencyInjection;
using Slipway.Check;
using Slipway.Oci;
using Slipway.Registry;
using Slipway.Server;

namespace Slipway.Cli.Commands.Serving;

/// <summary><c>slipway registry serve</c>: a registry by itself.</summary>
internal sealed class RegistryServeCommand : SlipwayCommand
{
    private readonly RegistryWords _registry = new(ListenWords.Option("--address", "Where it listens; port 0 takes any that is free.", 5000));
    private readonly Option<string?> _storage = new("--storage") { Description = "The folder that everything lies in. [default: registry/ in Slipway's home]", HelpName = "FOLDER" };
    private readonly Option<string?> _announce = new("--announce") { Description = "A file to write the host and port to, once it answers.", HelpName = "FILE" };

    public RegistryServeCommand(Session session)
        : base(session, "serve", "Serve a registry until interrupted. The environment variables of distribution's registry are read too (REGISTRY_HTTP_ADDR, REGISTRY_AUTH_HTPASSWD_PATH and their like).",
            "slipway registry serve", "slipway registry serve --address 127.0.0.1:5001 --htpasswd users.htpasswd --anonymous pull",
            "slipway registry serve --address 0.0.0.0:5000 --tls-certificate domain.crt --tls-key domain.key --settings registry.yaml")
    {
        foreach (var option in _registry.Options.Concat([_storage, _announce]))
            Add(option);
    }

    protected override async Task<int> RunAsync(ParseResult words, CancellationToken cancellationToken)
    {
        var storage = words.GetValue(_storage) is { } folder ? Path.GetFullPath(folder, Session.WorkingFolder) : null;
        using var log = new ServerLog(Session);
        var setup = _registry.Read(words, Session, storage, [], log);
        await using var server = await RegistryWords.StartAsync(() => RegistryServer.StartAsync(setup.Options, services => Configure(services, setup, log, Session), cancellationToken));
        Session.Output.WriteLine($"registry at {server.Address}");
        await Session.Output.FlushAsync(cancellationToken);
        Session.Error.WriteLine(setup.Describe());
        if (words.GetValue(_announce) is { } announce)
            AtomicFile.Write(Path.GetFullPath(announce, Session.WorkingFolder), System.Text.Encoding.UTF8.GetBytes(server.Host));
        await server.WaitForStopAsync(cancellationToken);
        return ExitCode.Done;
    }

    private static void Configure(IServiceCollection services, RegistrySetup setup, ServerLog log, Session session)
    {
        services.AddSingleton<Microsoft.Extensions.Logging.ILoggerFactory>(log);
        if (setup.Policy is { } policy)
            services.AddSingleton<IAdmission>(new PolicyAdmission(policy, InventoryReader.FolderOf(session.Home), session.Time, log));
    }
}
