// SPDX-License-Identifier: Apache-2.0
using System.CommandLine;
using Microsoft.Extensions.Logging.Abstractions;
using Slipway.Registry;

namespace Slipway.Cli.Commands.Serving;

/// <summary>Which registry of this machine a command works on; a server may be running on it.</summary>
internal sealed class RegistryStorageWords
{
    private readonly Option<string?> _storage = new("--storage") { Description = "The registry's folder. [default: registry/ in Slipway's home]", HelpName = "FOLDER" };

    /// <summary>The option.</summary>
    public Option Option => _storage;

    /// <summary>Opens the registry's storage.</summary>
    /// <exception cref="CommandException">There is none.</exception>
    public RegistryStorage Open(ParseResult words, Session session) => Open(words, session, static options => options);

    /// <summary>Opens the registry's storage with more settings than where it is.</summary>
    /// <exception cref="CommandException">There is none.</exception>
    public RegistryStorage Open(ParseResult words, Session session, Func<RegistryOptions, RegistryOptions> configure)
    {
        var root = words.GetValue(_storage) is { } storage ? Path.GetFullPath(storage, session.WorkingFolder) : session.Home.Registry;
        if (!Directory.Exists(root))
            throw CommandException.No($"there is no registry in '{root}'", "name its folder with --storage, or serve one first");
        return RegistryStorage.Open(configure(new() { Root = root }), session.Time, NullLoggerFactory.Instance);
    }
}
