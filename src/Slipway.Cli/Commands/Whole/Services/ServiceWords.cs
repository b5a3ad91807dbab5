// SPDX-License-Identifier: Apache-2.0
using System.CommandLine;
using Slipway.Fleet;

namespace Slipway.Cli.Commands.Whole.Services;

/// <summary>The words of <c>up</c> that are about the services of Compose files; Compose's.</summary>
internal sealed class ServiceWords
{
    private readonly Option<bool> _detach = new("--detach", "-d") { Description = "Services go on when the command has ended, as they do anyway; slipway logs -f follows one." };
    private readonly Option<bool> _build = new("--build") { Description = "Services: build their images, as is done anyway." };
    private readonly Option<bool> _noBuild = new("--no-build") { Description = "Services: build nothing; the images are there already." };
    private readonly Option<bool> _recreate = new("--force-recreate") { Description = "Services: make all containers anew, those too that did not change." };
    private readonly Option<bool> _orphans = new("--remove-orphans") { Description = "Services: take away containers of the project whose services are in the file no more." };
    private readonly Option<bool> _wait = new("--wait") { Description = "Services: wait until all run, and those with a check are healthy, as is done anyway." };
    private readonly Option<int?> _waitTimeout = new("--wait-timeout") { Description = "Services: how long that may take. [default: as long as their checks allow]", HelpName = "SECONDS" };
    private readonly Option<string[]> _profiles = new("--profile") { Description = "Services: those of a profile as well; * for all.", HelpName = "NAME" };
    private readonly Option<string?> _project = ProjectOption();

    /// <summary>The option that names a project.</summary>
    public static Option<string?> ProjectOption()
    {
        var option = new Option<string?>("--project-name", "-p") { Description = "The project's name. [default: COMPOSE_PROJECT_NAME, what the file says, or its folder's]", HelpName = "NAME" };
        option.Validators.Add(static result =>
        {
            if (result.Tokens is [{ Value: var name }] && !ComposeProject.IsName(name))
                result.AddError($"--project-name '{name}' is no name of a project: one has lower-case letters, digits, '-' and '_', and begins with a letter or digit.");
        });
        return option;
    }

    /// <summary>The options, in the order of help.</summary>
    public IEnumerable<Option> Options => [_detach, _build, _noBuild, _recreate, _orphans, _wait, _waitTimeout, _profiles, _project];

    /// <summary>What they say.</summary>
    /// <exception cref="CommandException">They contradict each other.</exception>
    public ServiceWishes Read(ParseResult words) => new()
    {
        Builds = !words.GetValue(_noBuild) || (words.GetValue(_build) ? throw CommandException.Usage("--build and --no-build contradict each other.") : false),
        MakesAnew = words.GetValue(_recreate),
        RemovesOrphans = words.GetValue(_orphans),
        WaitsAtMost = words.GetValue(_waitTimeout) is { } seconds ? seconds > 0 ? TimeSpan.FromSeconds(seconds) : throw CommandException.Usage($"--wait-timeout {seconds} is not a number of seconds from 1.") : Timeout.InfiniteTimeSpan,
        Profiles = words.GetValue(_profiles) ?? [],
        Project = words.GetValue(_project),
    };

    /// <summary>Refuses words about services where there are none.</summary>
    /// <exception cref="CommandException">One was given.</exception>
    public void Refuse(ParseResult words)
    {
        if (Options.FirstOrDefault(option => option != _detach && words.GetResult(option) is { Implicit: false }) is { } given)
            throw CommandException.Usage($"{given.Name} is about the services of a Compose file, and this fleet is none.", "leave it out, or name the file: --fleet compose.yaml");
    }
}
