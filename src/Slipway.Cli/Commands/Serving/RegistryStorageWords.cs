// SPDX-License-Identifier: Apache-2.0
using System.CommandLine;
using Microsoft.Extensions.Logging.Abstractions;
using Slipway.Registry;
using Slipway.Server;

namespace Slipway.Cli.Commands.Serving;

/// <summary>Which registry of this machine a command works on; a server may be running on it.</summary>
internal sealed class RegistryStorageWords
{
    private readonly Option<string?> _storage = new("--storage") { Description = "The registry's folder. [default: where the settings say, or registry/ in Slipway's home]", HelpName = "FOLDER" };
    private readonly Option<string?> _settings = new("--settings") { Description = "The settings file that it is served with: where it is, and its rules of tags, quotas and what is kept.", HelpName = "FILE" };

    /// <summary>The options, in the order of help.</summary>
    public IEnumerable<Option> Options => [_settings, _storage];

    /// <summary>Whether a settings file is named.</summary>
    public bool NameSettings(ParseResult words) => words.GetValue(_settings) is not null;

    /// <summary>Opens the registry's storage to read it, or to change what no rule speaks of.</summary>
    /// <exception cref="CommandException">There is none.</exception>
    public RegistryStorage Open(ParseResult words, Session session) => Open(words, session, static options => options);

    /// <summary>Opens the registry's storage with more settings than the command line, the environment and the settings file give, read as to serve it.</summary>
    /// <exception cref="CommandException">There is none, or the settings can't be used.</exception>
    public RegistryStorage Open(ParseResult words, Session session, Func<RegistryOptions, RegistryOptions> configure)
    {
        var options = configure(Read(words, session));
        if (!Directory.Exists(options.Root))
            throw CommandException.No($"there is no registry in '{options.Root}'", "name its folder with --storage, or serve one first");
        return RegistryStorage.Open(options, session.Time, NullLoggerFactory.Instance);
    }

    /// <summary>Refuses to change a registry that its settings say is not to be changed.</summary>
    /// <exception cref="CommandException">It isn't.</exception>
    public static RegistryOptions RequireWritable(RegistryOptions options, string command) => options.Mode == RegistryMode.ReadWrite ? options
        : throw CommandException.No($"the settings say that the registry is read-only, and {command} would change it", "take 'mode' out of the settings, or leave --settings out");

    private RegistryOptions Read(ParseResult words, Session session)
    {
        try
        {
            var (environment, warnings) = DistributionVariables.Read(session.Variables(), session.WorkingFolder);
            foreach (var warning in warnings)
                session.Error.WriteLine($"warning: {warning}");
            var settings = words.GetValue(_settings) is { } file ? RegistryWords.ReadFile(Path.GetFullPath(file, session.WorkingFolder), file, session).Settings : RegistryServerSettings.Empty;
            var above = new RegistryServerSettings { Storage = words.GetValue(_storage) is { } storage ? Path.GetFullPath(storage, session.WorkingFolder) : null };
            return above.Over(environment).Over(settings).ToOptions(session.Home.Registry);
        }
        catch (InvalidDataException e)
        {
            throw CommandException.Usage(e.Message);
        }
    }
}
