// SPDX-License-Identifier: Apache-2.0
using System.CommandLine;
using Slipway.Containers;
using Slipway.Native;
using Slipway.Oci;

namespace Slipway.Cli.Commands.Containers;

/// <summary>The words with which <c>run</c> and <c>create</c> say what a container is to be; Docker's.</summary>
internal sealed class DefinitionWords(Session session)
{
    private readonly Option<string?> _name = new("--name") { Description = "Its name. [default: one made up]", HelpName = "NAME" };
    private readonly Option<string[]> _ports = new("--publish", "-p") { Description = "Publish a port or a range of them: [[ADDRESS:]HOSTPORT:]PORT[/tcp|udp]; on 127.0.0.1 unless an address is given.", HelpName = "PORT" };
    private readonly Option<bool> _allPorts = new("--publish-all", "-P") { Description = "Publish all ports that the image exposes, on free ports of 127.0.0.1." };
    private readonly Option<string[]> _expose = new("--expose") { Description = "A port that others reach it on by a link.", HelpName = "PORT" };
    private readonly Option<string[]> _environment = new("--env", "-e") { Description = "A variable; NAME alone takes it from the environment.", HelpName = "NAME[=VALUE]" };
    private readonly Option<string[]> _environmentFiles = new("--env-file") { Description = "A file of variables, a line each.", HelpName = "FILE" };
    private readonly Option<string?> _user = new("--user", "-u") { Description = "Who runs it. [default: the image's user]", HelpName = "USER[:GROUP]" };
    private readonly Option<string?> _directory = new("--workdir", "-w") { Description = "Where it starts. [default: the image's directory]", HelpName = "PATH" };
    private readonly Option<string?> _entrypoint = new("--entrypoint") { Description = "In place of the image's entry point.", HelpName = "PROGRAM" };
    private readonly Option<bool> _readOnly = new("--read-only") { Description = "Nothing but mounts can be written." };
    private readonly Option<string> _restart = new("--restart") { Description = "no, on-failure[:TIMES], always or unless-stopped.", HelpName = "POLICY", DefaultValueFactory = static _ => "no" };
    private readonly Option<string?> _stopSignal = new("--stop-signal") { Description = "What asks it to end. [default: the image's, else SIGTERM]", HelpName = "SIGNAL" };
    private readonly Option<int?> _stopTimeout = new("--stop-timeout") { Description = "How many seconds it has to end. [default: 10]", HelpName = "SECONDS" };
    private readonly Option<string?> _network = new("--network", "--net") { Description = "own (no way out; Docker's bridge means it too), egress (a way out to the Internet alone), none, host or container:NAME. [default: own]", HelpName = "NETWORK" };
    private readonly Option<string[]> _links = new("--link") { Description = "Another container that it reaches by a name: NAME[:ALIAS].", HelpName = "CONTAINER" };
    private readonly Option<Platform?> _platform = PlatformOption.Single("The image of this platform, where the name is an index. [default: this machine's]");
    private readonly Option<string[]> _labels = new("--label", "-l") { Description = "A label.", HelpName = "NAME[=VALUE]" };
    private readonly Option<bool> _init = new("--init") { Description = "A small init is its first process, which passes signals on and reaps what others leave." };
    private readonly Option<bool> _remove = new("--rm") { Description = "Take it away when it has ended, with its volumes that have no name." };
    private readonly Option<string[]> _labelFiles = new("--label-file") { Description = "A file of labels, a line each.", HelpName = "FILE" };
    private readonly Option<string[]> _groups = new("--group-add") { Description = "A group that the user is in as well.", HelpName = "GROUP" };
    private readonly HealthWords _health = new();
    private readonly ProfileWords _profile = new();
    private readonly NameWords _names = new();
    private readonly ContainerLimitWords _limits = new();
    private readonly SecurityWords _security = new(session);
    private readonly MountWords _mounts = new(word => Find(session, word));
    private readonly LogWords _log = new();
    private readonly RefusedContainerWords _refused = new();

    /// <summary>Whether it takes itself away.</summary>
    public Option<bool> Remove => _remove;

    /// <summary>Declares the words.</summary>
    public void AddTo(System.CommandLine.Command command)
    {
        Option[] own =
        [
            _name, _remove, _ports, _allPorts, _expose, _environment, _environmentFiles, _user, _groups, _directory, _entrypoint, _readOnly, _restart, _stopSignal, _stopTimeout, _network, _links,
            _platform, _labels, _labelFiles, _init,
        ];
        foreach (var option in own.Concat(_mounts.Options).Concat(_names.Options).Concat(_limits.Options).Concat(_security.Options).Concat(_log.Options).Concat(_profile.Options).Concat(_refused.Options))
            command.Add(option);
        _health.AddTo(command);
    }

    /// <summary>Whether making the definition reads files that the words name.</summary>
    public bool NamesFiles(ParseResult words) =>
        words.GetValue(_environmentFiles) is { Length: > 0 } || words.GetValue(_labelFiles) is { Length: > 0 } || _security.NamesFiles(words);

    /// <summary>The definition that the words make with an image.</summary>
    /// <param name="words">The command line.</param>
    /// <param name="image">The image as it was named.</param>
    /// <param name="command">In place of the image's command; empty keeps it.</param>
    /// <exception cref="FormatException">A word can't be understood.</exception>
    /// <exception cref="CommandException">A word can't be understood, or what it names isn't there.</exception>
    public ContainerDefinition Define(ParseResult words, string image, IReadOnlyList<string> command)
    {
        _refused.Refuse(words);
        var (descriptor, stored) = ImageLookup.Read(session.Store, image, words.GetValue(_platform));
        Emulation.OfThisMachine.Require(stored.Config.Platform.Normalised());
        var config = stored.Config.Config;
        IReadOnlyList<string> entrypoint = words.GetValue(_entrypoint) is { } program ? program.Length == 0 ? [] : [program] : config?.Entrypoint ?? [];
        var arguments = command.Count > 0 ? command : words.GetValue(_entrypoint) is null ? config?.Cmd ?? [] : [];
        if (entrypoint.Count + arguments.Count == 0)
            throw CommandException.Usage($"'{image}' has no command of its own.", "give one after the image's name");
        IReadOnlyList<string> exposed = [.. (config?.ExposedPorts ?? []).Concat(words.GetValue(_expose) ?? []).Distinct()];
        var network = words.GetValue(_network) is { } word ? DefinedNetwork.Parse(word, other => Find(session, other).Id) : DefinedNetwork.Own;
        var check = _health.Read(words, config?.Healthcheck, exposed, network);
        var definition = new ContainerDefinition
        {
            Id = ContainerCatalog.NewId(),
            Name = words.GetValue(_name) is { } name ? ContainerName.Require(name) : "",
            CreatedAt = session.Time.GetUtcNow(),
            Image = image,
            Manifest = descriptor,
            Platform = stored.Config.Platform,
            Entrypoint = entrypoint,
            Command = arguments,
            Environment = ImageProcess.Environment(config, new EnvironmentWords(session).Read(words.GetValue(_environmentFiles) ?? [], words.GetValue(_environment) ?? [])),
            WorkingDirectory = words.GetValue(_directory) is { } directory ? RequireAbsolute(directory) : ImageProcess.WorkingDirectory(config),
            User = words.GetValue(_user) ?? config?.User ?? "",
            Labels = LabelsOf(config, words),
            Network = network,
            Ports = PortsOf(words, exposed),
            ExposedPorts = exposed,
            Links = [.. (words.GetValue(_links) ?? []).Select(ReadLink)],
            Mounts = _mounts.Read(words, config),
            AdditionalGroups = words.GetValue(_groups) ?? [],
            ReadOnlyRoot = words.GetValue(_readOnly),
            HasInit = words.GetValue(_init),
            HealthCheck = check,
            OnUnhealthy = _health.ReadAction(words, check),
            Shell = config?.Shell,
            StopSignal = StopSignalOf(words, config),
            StopTimeout = TimeSpan.FromSeconds(words.GetValue(_stopTimeout) ?? 10),
            Restart = RestartOf(words),
            RemovesItself = words.GetValue(_remove),
            Log = _log.Read(words),
        };
        return _profile.Shut(words, _security.Secure(words, _limits.Limit(words, _names.Name(words, definition))));
    }

    private IEnumerable<string> ReadLines(string file) => new EnvironmentWords(session).ReadLines(file).Select(static line => line.Text);

    private static string RequireAbsolute(string directory) =>
        directory.StartsWith('/') ? directory : throw CommandException.Usage($"--workdir '{directory}' is not an absolute path.");

    private List<PublishedPort> PortsOf(ParseResult words, IReadOnlyList<string> exposed)
    {
        List<PublishedPort> ports = [.. (words.GetValue(_ports) ?? []).SelectMany(PublishedPort.Parse)];
        if (words.GetValue(_allPorts))
            ports.AddRange(exposed.SelectMany(PublishedPort.Parse).Where(port => ports.All(published => (published.ContainerPort, published.Protocol) != (port.ContainerPort, port.Protocol))).ToList());
        var network = words.GetValue(_network) ?? "own";
        if (ports.Count > 0 && network is "none" or "host" || ports.Count > 0 && network.StartsWith("container:", StringComparison.Ordinal))
            throw CommandException.Usage($"a container in the network '{network}' has no ports of its own to publish.", "leave --publish or --network out");
        return ports;
    }

    private RestartPolicy RestartOf(ParseResult words)
    {
        var policy = RestartPolicy.Parse(words.GetValue(_restart)!);
        return policy.Mode != RestartMode.No && words.GetValue(_remove)
            ? throw CommandException.Usage("a container that takes itself away cannot be started again.", "leave --rm or --restart out") : policy;
    }

    private string? StopSignalOf(ParseResult words, ContainerConfig? config) =>
        (words.GetValue(_stopSignal) ?? config?.StopSignal) is not { } text ? null
        : Signal.TryParse(text, out _) ? text : throw CommandException.Usage($"'{text}' is no signal; expected one such as SIGTERM or 15.");

    private SortedDictionary<string, string> LabelsOf(ContainerConfig? config, ParseResult words)
    {
        var labels = new SortedDictionary<string, string>((config?.Labels ?? new Dictionary<string, string>()).ToDictionary(), StringComparer.Ordinal);
        foreach (var parts in (words.GetValue(_labelFiles) ?? []).SelectMany(ReadLines).Concat(words.GetValue(_labels) ?? []).Select(static text => text.Split('=', 2)))
            labels[parts[0]] = parts.Length > 1 ? parts[1] : "";
        return labels;
    }

    private DefinedLink ReadLink(string text)
    {
        var parts = text.Split(':', 2);
        var alias = parts.Length > 1 ? parts[1] : parts[0];
        if (ContainerSpec.IsHostname(alias) && Find(session, parts[0]) is var target)
            return new(target.Id, alias, target.Name);
        throw CommandException.Usage($"'{alias}' in --link '{text}' is no host name.", "give one behind a colon");
    }

    private static ContainerDefinition Find(Session session, string word) =>
        new ContainerCatalog(session.Home).Find(word) ?? throw CommandException.No($"there is no container '{word}'.", "slipway ps -a lists them");
}
