// SPDX-License-Identifier: Apache-2.0
using System.CommandLine;
using System.Net;
using Slipway.Oci;
using Slipway.Registry;

namespace Slipway.Cli.Commands.Serving;

/// <summary><c>slipway registry serve</c>: a registry by itself.</summary>
internal sealed class RegistryServeCommand : SlipwayCommand
{
    private readonly Option<IPEndPoint> _address = ListenWords.Option("--address", "Where it listens; port 0 takes any that is free.", 5000);
    private readonly Option<string?> _storage = new("--storage") { Description = "The folder that everything lies in. [default: registry/ in Slipway's home]", HelpName = "FOLDER" };
    private readonly Option<string?> _users = new("--htpasswd") { Description = "A file of users and bcrypt hashes, as 'htpasswd -B' writes it.", HelpName = "FILE" };
    private readonly Option<bool> _anonymousPull = new("--anonymous-pull") { Description = "With --htpasswd: anyone may pull." };
    private readonly TlsWords _tls = new();
    private readonly Option<bool> _public = new("--public") { Description = "It may listen beyond this machine without TLS; passwords travel in clear, unless a proxy before it speaks TLS." };
    private readonly Option<string?> _announce = new("--announce") { Description = "A file to write the host and port to, once it answers.", HelpName = "FILE" };

    public RegistryServeCommand(Session session)
        : base(session, "serve", "Serve a registry until interrupted.",
            "slipway registry serve", "slipway registry serve --address 127.0.0.1:5001 --htpasswd users.htpasswd --anonymous-pull",
            "slipway registry serve --address 0.0.0.0:5000 --tls-certificate domain.crt --tls-key domain.key --htpasswd users.htpasswd")
    {
        foreach (var option in new Option[] { _address, _storage, _users, _anonymousPull }.Concat(_tls.Options).Concat([_public, _announce]))
            Add(option);
    }

    protected override async Task<int> RunAsync(ParseResult words, CancellationToken cancellationToken)
    {
        if (words.GetValue(_anonymousPull) && words.GetValue(_users) is null)
            throw CommandException.Usage("--anonymous-pull says something beside --htpasswd alone; without users anyone may pull.");
        var root = words.GetValue(_storage) is { } storage ? Path.GetFullPath(storage, Session.WorkingFolder) : Session.Home.Registry;
        var listen = words.GetValue(_address)!;
        var options = new RegistryOptions
        {
            Root = root,
            Listen = listen,
            Tls = _tls.Read(words, Session, Path.Combine(root, "tls"), [listen]),
            HtpasswdFile = words.GetValue(_users) is { } users ? Path.GetFullPath(users, Session.WorkingFolder) : null,
            Anonymous = words.GetValue(_anonymousPull) ? AnonymousAccess.Pull : null,
            Exposure = words.GetValue(_public) ? Exposure.Network : Exposure.LoopbackOnly,
        };
        await using var server = await RegistryServer.StartAsync(options, configure: null, cancellationToken);
        Session.Output.WriteLine($"registry at {server.Address}");
        Session.Error.WriteLine(options.HtpasswdFile is null
            ? $"anyone may pull; to push, log in with any name and the token in {RegistrySecrets.PushTokenFile(options.Root)} as the password"
            : $"users are those of {options.HtpasswdFile}");
        if (words.GetValue(_announce) is { } announce)
            AtomicFile.Write(Path.GetFullPath(announce, Session.WorkingFolder), System.Text.Encoding.UTF8.GetBytes(server.Host));
        await server.WaitForStopAsync(cancellationToken);
        return ExitCode.Done;
    }
}
