// SPDX-License-Identifier: Apache-2.0
using System.CommandLine;
using Slipway.Containers;

namespace Slipway.Cli.Commands.Containers;

/// <summary><c>slipway exec</c>.</summary>
internal sealed class ExecCommand : ContainerCommand
{
    private readonly Argument<string> _container = new("CONTAINER") { Description = "Its name, or the beginning of its id." };
    private readonly Argument<string[]> _command = new("COMMAND") { Description = "What to run.", Arity = ArgumentArity.OneOrMore, CaptureRemainingTokens = true };
    private readonly Option<bool> _interactive = new("--interactive", "-i") { Description = "Pass standard input on." };
    private readonly Option<string[]> _environment = new("--env", "-e") { Description = "A variable; NAME alone takes it from the environment.", HelpName = "NAME[=VALUE]" };
    private readonly Option<string?> _directory = new("--workdir", "-w") { Description = "Where it starts. [default: the container's directory]", HelpName = "PATH" };

    public ExecCommand(Session session) : base(session, "exec", "Run one more program in a running container.", "slipway exec web ps", "slipway exec -i db psql < dump.sql")
    {
        Add(_container);
        Add(_command);
        Add(_interactive);
        Add(_environment);
        Add(_directory);
    }

    protected override async Task<int> RunAsync(ParseResult words, CancellationToken cancellationToken)
    {
        var definition = Find(words.GetRequiredValue(_container));
        var runner = await ContainerRunner.OpenAsync(Session.Home, Session.Time, cancellationToken);
        if (runner.Find(definition.Id) is not { } container || container.GetState().Status != ContainerStatus.Running)
            throw CommandException.No($"the container '{definition.Name}' does not run.", $"slipway start {definition.Name}");
        var exec = new ExecSpec
        {
            Arguments = words.GetRequiredValue(_command),
            Environment = [.. new EnvironmentWords(Session).Read([], words.GetValue(_environment) ?? []).Select(static pair => $"{pair.Key}={pair.Value}")],
            WorkingDirectory = words.GetValue(_directory),
        };
        await using var output = Session.OpenOutput();
        await using var error = Session.OpenError();
        await using var input = words.GetValue(_interactive) ? Session.OpenInput() : null;
        return await container.ExecAsync(exec, new() { Input = input, Output = output, Error = error }, cancellationToken);
    }
}
