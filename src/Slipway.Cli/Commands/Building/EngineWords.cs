// SPDX-License-Identifier: Apache-2.0
using System.CommandLine;
using Slipway.Fleet;

namespace Slipway.Cli.Commands.Building;

/// <summary>The words that say what builds a fleet: this program, or BuildKit's builders by way of <c>docker buildx</c>.</summary>
internal sealed class EngineWords
{
    private const string Own = "slipway", Buildx = "buildx";

    // What our own engine does at each step, which nobody can ask of BuildKit.
    private static readonly string[] OfOurEngine =
    [
        "--keep-going", "--explain", "--shell-on-failure", "--jobs", "--max-memory", "--no-host-ca", "--load", "--memory", "--memory-swap", "--cpus", "--cpu-shares", "--cpu-quota", "--cpu-period", "--cpuset-cpus", "--cpuset-mems",
        "--step-timeout", "--shm-size", "--ulimit", "--cgroup-parent",
    ];

    private readonly Option<string> _engine = new("--engine")
    {
        Description = "What builds a fleet: slipway, or buildx, which hands it to 'docker buildx bake' and takes the images back into the local store. Example: slipway build --engine buildx",
        HelpName = "slipway|buildx",
        DefaultValueFactory = static _ => Own,
    };

    private readonly Option<string?> _builder = new("--builder") { Description = "The builder that buildx uses. [default: the one it has chosen] Example: --engine buildx --builder cluster", HelpName = "NAME" };

    public EngineWords() => _engine.AcceptOnlyFromAmong(Own, Buildx);

    /// <summary>The options, in the order of help.</summary>
    public IEnumerable<Option> Options => [_engine, _builder];

    /// <summary>Whether buildx is to build.</summary>
    /// <exception cref="CommandException">A builder is named and nothing of buildx is asked for, or something that buildx can't do is.</exception>
    public bool AskForBuildx(ParseResult words)
    {
        if (words.GetValue(_engine) == Own)
            return words.GetValue(_builder) is null ? false : throw CommandException.Usage("--builder is not supported by our own engine.", "there is one builder, this program; leave it out, or add --engine buildx");
        var given = words.CommandResult.Command.Options.FirstOrDefault(option => OfOurEngine.Contains(option.Name) && words.GetResult(option) is { Implicit: false });
        return given is null ? true : throw CommandException.Usage($"{given.Name} is our own engine's, and can't be handed to buildx.",
            given.Name == "--load" ? "the images come to the local store: slipway save NAME | docker load" : "leave it out, or leave out --engine buildx");
    }

    /// <summary>Docker's client as the words ask for it.</summary>
    /// <exception cref="CommandException">There is none.</exception>
    public BuildxProgram ReadProgram(ParseResult words, BuildShow show, Session session, Stream? output)
    {
        const UnixFileMode executable = UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;
        var environment = session.Variables();
        var path = (environment.GetValueOrDefault("PATH") ?? "").Split(':', StringSplitOptions.RemoveEmptyEntries).Select(static folder => Path.Combine(folder, "docker"))
            .FirstOrDefault(static path => File.Exists(path) && (File.GetUnixFileMode(path) & executable) != 0);
        return new(path ?? throw new CommandException(ExitCode.Outside, "there is no 'docker' on the PATH, and --engine buildx builds with 'docker buildx bake'.", BuildxProgram.Remedy), environment)
        {
            Builder = words.GetValue(_builder),
            Display = new(show.Progress ?? "auto", output),
        };
    }
}
