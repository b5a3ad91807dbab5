// SPDX-License-Identifier: Apache-2.0
using System.CommandLine;
using Slipway.Containers;
using Slipway.Modules;

namespace Slipway.Cli.Commands.Containers;

/// <summary><c>slipway run</c>: an image by hand, in the foreground or behind the agent.</summary>
internal sealed class RunCommand : ContainerCommand
{
    private readonly Argument<string> _image = new("IMAGE") { Description = "A name, or the beginning of a digest." };
    private readonly Argument<string[]> _command = new("COMMAND") { Description = "What to run in place of the image's command.", Arity = ArgumentArity.ZeroOrMore, CaptureRemainingTokens = true };
    private readonly Option<bool> _detach = new("--detach", "-d") { Description = "Leave it running, and write its id." };
    private readonly Option<bool> _interactive = new("--interactive", "-i") { Description = "Pass standard input on." };
    private readonly DefinitionWords _words;

    public RunCommand(Session session)
        : base(session, "run", "Run an image: in the foreground with --rm, or left running with --detach.",
            "slipway run --rm app:1.0", "slipway run --rm app:1.0 printenv PATH", "slipway run -d --name web -p 8080:80 --restart unless-stopped web:1", "slipway run -d --name db -v data:/var/lib/db db:1")
    {
        _words = new(session);
        Add(_image);
        Add(_command);
        Add(_detach);
        Add(_interactive);
        _words.AddTo(this);
    }

    protected override async Task<int> RunAsync(ParseResult words, CancellationToken cancellationToken)
    {
        var isDetached = words.GetValue(_detach);
        if (!isDetached && !words.GetValue(_words.Remove))
            throw CommandException.Usage("a container in the foreground that stays after its end is not supported.", "add --rm, or --detach");
        if (isDetached && words.GetValue(_interactive))
            throw CommandException.Usage("a container that is left running has nobody's input.", "leave --interactive or --detach out");
        using var lease = await Session.Store.LeaseAsync(cancellationToken);
        var definition = _words.Define(words, words.GetRequiredValue(_image), words.GetValue(_command) ?? []);
        try
        {
            return isDetached ? await RunDetachedAsync(definition, cancellationToken) : await RunHereAsync(words, definition, cancellationToken);
        }
        catch (ModuleException e) when (e.Code != "unreachable")
        {
            throw new CommandException(ContainersClient.ExitCodeOf(e), e.Message);
        }
    }

    private async Task<int> RunDetachedAsync(ContainerDefinition definition, CancellationToken cancellationToken)
    {
        using var agent = await OpenAgentAsync(cancellationToken);
        var made = await agent.CreateAsync(definition, cancellationToken);
        try
        {
            await agent.StartAsync(made.Id, cancellationToken);
        }
        catch (ModuleException) when (made.RemovesItself)
        {
            await agent.RemoveAsync(made.Id, ContainerRemovals.Running | ContainerRemovals.NamelessVolumes, CancellationToken.None);
            throw;
        }
        Session.Output.WriteLine(made.Id);
        return ExitCode.Done;
    }

    private async Task<int> RunHereAsync(ParseResult words, ContainerDefinition definition, CancellationToken cancellationToken)
    {
        if (definition.Ports.Count + definition.Links.Count > 0)
            throw CommandException.Usage("ports and links of a container in the foreground are not supported.", "add --detach");
        var runner = await ContainerRunner.OpenAsync(Session.Home, Session.Time, cancellationToken);
        await using var output = Session.OpenOutput();
        await using var error = Session.OpenError();
        await using var input = words.GetValue(_interactive) ? Session.OpenInput() : null;
        var exit = await ForegroundRun.RunAsync(
            new() { Home = Session.Home, Time = Session.Time }, runner, definition, new() { Input = input, Output = output, Error = error }, cancellationToken);
        if (exit.IsOutOfMemory)
            Session.Error.WriteLine("slipway: the container was killed because it reached its memory limit");
        return exit.ExitCode ?? ExitCode.Outside;
    }
}
