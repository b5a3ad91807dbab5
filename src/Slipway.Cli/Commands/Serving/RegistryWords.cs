// SPDX-License-Identifier: Apache-2.0
using System.CommandLine;
using System.Net;
using Microsoft.Extensions.Logging;
using Slipway.Dockerfile;
using Slipway.Registry;
using Slipway.Server;

namespace Slipway.Cli.Commands.Serving;

/// <summary>
/// The words that set up a registry. They go before distribution's environment variables, and those before the settings file.
/// </summary>
internal sealed class RegistryWords
{
    private readonly Option<string?> _file = new("--settings") { Description = "A settings file: access rules, TLS, what is kept, webhooks; read again when it changes.", HelpName = "FILE" };
    private readonly Option<string?> _users = new("--htpasswd") { Description = "A file of users and bcrypt hashes, as 'htpasswd -B' writes it; read again when it changes.", HelpName = "FILE" };
    private readonly Option<string?> _anonymous = new("--anonymous") { Description = "What anyone may do without a login. [default: pull, or none with --htpasswd]", HelpName = "none|pull|push" };
    private readonly Option<string?> _policy = PolicyWords.Option("A policy file that images must pass to get a tag, and to become modules; read again when it changes.");
    private readonly Option<string?> _accessLog = new("--access-log") { Description = "A file that gets a line of JSON for each request to the registry; made anew when it is moved away.", HelpName = "FILE" };
    private readonly TlsWords _tls = new();
    private readonly Option<bool> _public = new("--public") { Description = "It may listen beyond this machine without TLS; passwords and tokens travel in clear, unless a proxy before it speaks TLS." };
    private readonly Option<IPEndPoint> _address;

    /// <summary>The words of a command.</summary>
    /// <param name="address">The command's option for the address that the registry listens on.</param>
    public RegistryWords(Option<IPEndPoint> address)
    {
        _address = address;
        _anonymous.AcceptOnlyFromAmong([.. SettingNames.Anonymous]);
    }

    /// <summary>The options, in the order of help.</summary>
    public IEnumerable<Option> Options => [_address, _file, _users, _anonymous, _policy, _accessLog, .. _tls.Options, _public];

    /// <summary>The registry that the words, the environment and the settings file describe.</summary>
    /// <param name="words">The command line.</param>
    /// <param name="session">The session.</param>
    /// <param name="storage">Where the command line says that it is stored; null where it doesn't.</param>
    /// <param name="others">The other addresses that its certificate is shown at.</param>
    /// <param name="loggers">Where it tells that the settings file was read again.</param>
    /// <exception cref="CommandException">Something is wrong with them; what, is on the error stream.</exception>
    public RegistrySetup Read(ParseResult words, Session session, string? storage, IReadOnlyList<IPEndPoint> others, ILoggerFactory loggers)
    {
        try
        {
            var (environment, warnings) = DistributionVariables.Read(session.Variables(), session.WorkingFolder);
            foreach (var warning in warnings)
                session.Error.WriteLine($"warning: {warning}");
            var path = words.GetValue(_file) is { } file ? Path.GetFullPath(file, session.WorkingFolder) : null;
            var read = path is null ? null : ReadFile(path, words.GetValue(_file)!, session);
            var settings = read?.Settings ?? RegistryServerSettings.Empty;
            var above = ReadWords(words, session, storage).Over(environment);
            var root = above.Over(settings).Storage ?? session.Home.Registry;
            // A certificate for trying goes where a file's would, and names the addresses that are listened on.
            var tls = _tls.Read(words, session, Path.Combine(root, "tls"), [above.Over(settings).Listen ?? words.GetValue(_address)!, .. others]);
            if (tls is not null)
                above = above with { CertificateFile = tls.CertificateFile, KeyFile = tls.KeyFile };
            var options = above.Over(settings).ToOptions(session.Home.Registry);
            if (read is not null)
                options = options with { Live = new WatchedSettings(path!, read, changed => above.Over(changed).ToOptions(session.Home.Registry), loggers) };
            var policy = above.Over(settings).PolicyFile;
            return new(options, policy is null ? null : PolicyWords.Watch(policy, words.GetValue(_policy) ?? policy, session, loggers), policy);
        }
        catch (InvalidDataException e)
        {
            throw CommandException.Usage(e.Message);
        }
    }

    /// <summary>Starts a server, and says in words what stands against it.</summary>
    public static async Task<T> StartAsync<T>(Func<Task<T>> start)
    {
        try
        {
            return await start();
        }
        catch (Exception e) when (e is InvalidDataException or ArgumentException)
        {
            throw CommandException.Usage(e.Message);
        }
    }

    private RegistryServerSettings ReadWords(ParseResult words, Session session, string? storage) => new()
    {
        Listen = words.GetResult(_address) is { Implicit: false } ? words.GetValue(_address) : null,
        Storage = storage,
        Exposure = words.GetValue(_public) ? Exposure.Network : null,
        HtpasswdFile = words.GetValue(_users) is { } users ? Path.GetFullPath(users, session.WorkingFolder) : null,
        PolicyFile = words.GetValue(_policy) is { } policy ? Path.GetFullPath(policy, session.WorkingFolder) : null,
        AccessLogFile = words.GetValue(_accessLog) is { } log ? Path.GetFullPath(log, session.WorkingFolder) : null,
        Anonymous = words.GetValue(_anonymous) is { } anonymous ? SettingNames.ReadAnonymous(anonymous) : null,
    };

    /// <summary>Reads a settings file; what is wrong with it is on the error stream.</summary>
    /// <exception cref="CommandException">There is none, or something is wrong with it.</exception>
    public static RegistryServerSettingsFile ReadFile(string path, string shown, Session session)
    {
        if (!File.Exists(path))
            throw CommandException.Usage($"there is no settings file '{shown}'.", "write one, or leave --settings out");
        var file = RegistryServerSettingsFile.Read(path, shown);
        new DiagnosticRenderer(new() { Color = session.ErrorTerminal == TerminalKind.Colour }).Write(session.Error, file.Diagnostics);
        return file.HasErrors ? throw CommandException.Usage($"the settings can't be used: {(file.Diagnostics.Count == 1 ? "the error" : $"the {file.Diagnostics.Count} errors")} above.") : file;
    }
}
