// SPDX-License-Identifier: Apache-2.0
using System.CommandLine;
using Slipway.Containers;
using Slipway.Modules;

namespace Slipway.Cli.Commands.Containers;

/// <summary><c>slipway exec</c>: the agent starts the program, which goes on if this command is killed.</summary>
internal sealed class ExecCommand : AttachingCommand, IOrderingCommand
{
    private readonly Argument<string> _container = new("CONTAINER") { Description = "Its name, or the beginning of its id." };
    private readonly Argument<string[]> _command = new("COMMAND") { Description = "What to run.", Arity = ArgumentArity.OneOrMore, CaptureRemainingTokens = true };
    private readonly Option<bool> _detach = new("--detach", "-d") { Description = "Leave it running; what it writes is dropped." };
    private readonly Option<bool> _interactive = new("--interactive", "-i") { Description = "Pass standard input on." };
    private readonly Option<bool> _tty = new("--tty", "-t") { Description = "Give it a terminal." };
    private readonly Option<string[]> _environment = new("--env", "-e") { Description = "A variable; NAME alone takes it from the environment.", HelpName = "NAME[=VALUE]" };
    private readonly Option<string[]> _environmentFiles = new("--env-file") { Description = "A file of variables, a line each.", HelpName = "FILE" };
    private readonly Option<string?> _user = new("--user", "-u") { Description = "Who runs it. [default: who runs the container]", HelpName = "USER[:GROUP]" };
    private readonly Option<string?> _directory = new("--workdir", "-w") { Description = "Where it starts. [default: the container's directory]", HelpName = "PATH" };
    private readonly Option<bool> _privileged = new("--privileged") { Description = "Give it every power of root that this machine has." };
    private readonly Option<string> _detachKeys = AttachWords.DetachKeys();

    public ExecCommand(Session session)
        : base(session, "exec", "Run one more program in a running container. If this command is killed, the program goes on until the container ends.",
            "slipway exec web ps", "slipway exec -it web sh", "slipway exec -i db psql < dump.sql", "slipway exec -d -u root web /bin/cleanup")
    {
        Add(_container);
        Add(_command);
        foreach (var option in new Option[] { _detach, _interactive, _tty, _environment, _environmentFiles, _user, _directory, _privileged, _detachKeys })
            Add(option);
    }

    /// <inheritdoc/>
    public bool ReadsImages => false;

    internal override bool TakesSignals(ParseResult words) => true;

    protected override async Task<int> RunAsync(ParseResult words, CancellationToken cancellationToken)
    {
        var isDetached = words.GetValue(_detach);
        var keys = DetachKeys.Parse(words.GetValue(_detachKeys)!);
        var streams = isDetached ? AttachedStreams.None : StreamsOf(words);
        RequireTerminal(words.GetValue(_tty), streams);
        var container = words.GetRequiredValue(_container);
        // No agent is started for what does not run; one that runs knows it sooner than this process.
        if (!AgentLauncher.MayRun(Session.Home))
            RequireRunning(container);
        var exec = Specify(words);
        var order = new StreamOrder { Container = container, Options = new() { Streams = streams }, Exec = exec };
        try
        {
            using var agent = OpenAgent();
            if (!isDetached)
                return await AttachAsync(agent, new() { Order = order, HasTerminal = exec.HasTerminal, DetachKeys = keys, PassesSignals = false }, cancellationToken);
            await using var left = await agent.AttachAsync(order, cancellationToken);
            return ExitCode.Done;
        }
        catch (ModuleException e) when (ContainersClient.ExitCodeOf(e) is 126 or 127)
        {
            throw new CommandException(ContainersClient.ExitCodeOf(e), e.Message);
        }
        catch (ModuleException e) when (e.Code != "unreachable")
        {
            RequireRunning(container);
            throw;
        }
    }

    /// <inheritdoc/>
    /// <exception cref="CommandException">A variable can't be understood.</exception>
    public StreamOrder Order(ParseResult words, StreamOrder placed) =>
        placed with { Container = words.GetRequiredValue(_container), Exec = Specify(words), Options = placed.Options with { Streams = StreamsOf(words) } };

    /// <inheritdoc/>
    public bool KeepsToItself(ParseResult words, bool isRead) =>
        words.GetValue(_environmentFiles) is { Length: > 0 } || (!isRead && (words.GetValue(_detach) || words.GetValue(_tty) || words.GetResult(_detachKeys) is { Implicit: false }));

    private AttachedStreams StreamsOf(ParseResult words) => AttachedStreams.Output | AttachedStreams.Error | (words.GetValue(_interactive) ? AttachedStreams.Input : AttachedStreams.None);

    private ExecSpec Specify(ParseResult words) => new()
    {
        Arguments = words.GetRequiredValue(_command),
        Environment = [.. new EnvironmentWords(Session).Read(words.GetValue(_environmentFiles) ?? [], words.GetValue(_environment) ?? []).Select(static pair => $"{pair.Key}={pair.Value}")],
        WorkingDirectory = words.GetValue(_directory),
        User = words.GetValue(_user),
        IsPrivileged = words.GetValue(_privileged),
        HasInput = words.GetValue(_interactive) && !words.GetValue(_detach),
        HasTerminal = words.GetValue(_tty),
    };

    private void RequireRunning(string word)
    {
        var definition = Find(word);
        if (!ContainerView.Read(Session.Home, definition).IsRunning)
            throw CommandException.No($"the container '{definition.Name}' is not running.", $"slipway start {definition.Name}");
    }
}
