// SPDX-License-Identifier: Apache-2.0
using System.CommandLine;
using Slipway.Containers;
using Slipway.Oci;

namespace Slipway.Cli.Commands.Containers;

/// <summary><c>slipway run --rm</c>: an image by hand, in the foreground, gone when it ends.</summary>
internal sealed class RunCommand : SlipwayCommand
{
    private readonly Argument<string> _image = new("IMAGE") { Description = "A name, or the beginning of a digest." };
    private readonly Argument<string[]> _command = new("COMMAND") { Description = "What to run in place of the image's command.", Arity = ArgumentArity.ZeroOrMore, CaptureRemainingTokens = true };
    private readonly Option<bool> _remove = new("--rm") { Description = "Take the container away when it ends; required, for containers that stay are not supported yet." };
    private readonly Option<bool> _interactive = new("--interactive", "-i") { Description = "Pass standard input on." };
    private readonly Option<string[]> _environment = new("--env", "-e") { Description = "A variable; NAME alone takes it from the environment.", HelpName = "NAME[=VALUE]" };
    private readonly Option<string?> _user = new("--user", "-u") { Description = "Who runs it. [default: the image's user]", HelpName = "USER[:GROUP]" };
    private readonly Option<string?> _directory = new("--workdir", "-w") { Description = "Where it starts. [default: the image's directory]", HelpName = "PATH" };
    private readonly Option<string?> _entrypoint = new("--entrypoint") { Description = "In place of the image's entry point.", HelpName = "PROGRAM" };
    private readonly Option<string?> _network = new("--network") { Description = "host or none. [default: none]", HelpName = "host|none" };
    private readonly Option<bool> _readOnly = new("--read-only") { Description = "Nothing but mounts can be written." };
    private readonly Option<Platform?> _platform = PlatformOption.Single("The image of this platform, where the name is an index. [default: this machine's]");

    public RunCommand(Session session)
        : base(session, "run", "Run an image in the foreground.", "slipway run --rm app:1.0", "slipway run --rm app:1.0 printenv PATH", "slipway run --rm --network host app:1.0")
    {
        Add(_image);
        Add(_command);
        foreach (var option in new Option[] { _remove, _interactive, _environment, _user, _directory, _entrypoint, _network, _readOnly, _platform })
            Add(option);
    }

    protected override async Task<int> RunAsync(ParseResult words, CancellationToken cancellationToken)
    {
        if (!words.GetValue(_remove))
            throw CommandException.Usage("a container that stays after its end is not supported.", "add --rm");
        using var lease = await Session.Store.LeaseAsync(cancellationToken);
        var (_, image) = ImageLookup.Read(Session.Store, words.GetRequiredValue(_image), words.GetValue(_platform));
        var spec = CreateSpec(words, image);
        Emulation.OfThisMachine.Require(image.Config.Platform.Normalised());
        var runner = await ContainerRunner.OpenAsync(Session.Home, Session.Time, cancellationToken);
        using var root = await ImageRoot.OpenAsync(Session.Store, new SnapshotStore(Session.Home, Session.Time), image, cancellationToken);
        await using var output = Session.OpenOutput();
        await using var error = Session.OpenError();
        await using var input = words.GetValue(_interactive) ? Session.OpenInput() : null;
        var exit = await runner.RunAsync(spec, root.FileSystem, new() { Input = input, Output = output, Error = error }, cancellationToken);
        if (exit.IsOutOfMemory)
            Session.Error.WriteLine("slipway: the container was killed because it reached its memory limit");
        return exit.ExitCode ?? ExitCode.Outside;
    }

    private ContainerSpec CreateSpec(ParseResult words, StoredImage image)
    {
        var config = image.Config.Config;
        IReadOnlyList<string>? entrypoint = words.GetValue(_entrypoint) is { } program ? program.Length == 0 ? [] : [program] : null;
        var arguments = ImageProcess.Arguments(config, entrypoint, words.GetValue(_command));
        if (arguments.Count == 0)
            throw CommandException.Usage($"'{words.GetRequiredValue(_image)}' has no command of its own.", "give one after the image's name");
        return new()
        {
            Id = $"run-{Guid.NewGuid():N}"[..16],
            Arguments = arguments,
            Environment = ImageProcess.Environment(config, ReadEnvironment(words.GetValue(_environment) ?? [])),
            WorkingDirectory = words.GetValue(_directory) ?? ImageProcess.WorkingDirectory(config),
            User = words.GetValue(_user) ?? config?.User ?? "",
            Network = words.GetValue(_network) switch
            {
                null or "none" => ContainerNetwork.None,
                "host" => ContainerNetwork.Host,
                var other => throw CommandException.Usage($"--network '{other}' is not supported; expected host or none."),
            },
            ReadOnlyRoot = words.GetValue(_readOnly),
            StopSignal = ImageProcess.StopSignal(config),
        };
    }

    private IEnumerable<KeyValuePair<string, string>> ReadEnvironment(IEnumerable<string> words)
    {
        foreach (var word in words)
        {
            var parts = word.Split('=', 2);
            if (parts[0].Length == 0)
                throw CommandException.Usage($"--env '{word}' has no name; expected NAME=VALUE or NAME.");
            // A name alone takes its value from the environment, and none where it isn't set, as with Docker.
            if ((parts.Length > 1 ? parts[1] : Session.Variable(parts[0])) is { } value)
                yield return KeyValuePair.Create(parts[0], value);
        }
    }
}
