// SPDX-License-Identifier: Apache-2.0
using System.CommandLine;
using Slipway.Containers;
using Slipway.Modules;

namespace Slipway.Cli.Commands.Containers;

/// <summary><c>slipway run</c>: an image by hand. The agent makes the container; in the foreground this process's streams are attached to it before it starts.</summary>
internal sealed class RunCommand : AttachingCommand, IOrderingCommand
{
    private readonly Argument<string> _image = new("IMAGE") { Description = "A name, or the beginning of a digest." };
    private readonly Argument<string[]> _command = new("COMMAND") { Description = "What to run in place of the image's command.", Arity = ArgumentArity.ZeroOrMore, CaptureRemainingTokens = true };
    private readonly Option<bool> _detach = new("--detach", "-d") { Description = "Leave it running, and write its id." };
    private readonly Option<bool> _signalProxy = AttachWords.SignalProxy();
    private readonly Option<string> _detachKeys = AttachWords.DetachKeys();
    private readonly StreamWords _streams = new();
    private readonly DefinitionWords _words;

    public RunCommand(Session session)
        : base(session, "run", "Run an image: in the foreground, or left running with --detach. The exit code is the program's; 126 and 127 where it cannot be run or isn't there, 125 where the container cannot be made.",
            "slipway run --rm app:1.0", "slipway run --rm app:1.0 printenv PATH", "slipway run -it --rm app:1.0 sh", "slipway run -d --name web -p 8080:80 --restart unless-stopped web:1",
            "slipway run -d --name db -v data:/var/lib/db db:1")
    {
        _words = new(session);
        Add(_image);
        Add(_command);
        Add(_detach);
        _streams.AddTo(this);
        Add(_signalProxy);
        Add(_detachKeys);
        _words.AddTo(this);
    }

    /// <inheritdoc/>
    public bool ReadsImages => true;

    internal override bool TakesSignals(ParseResult words) => !words.GetValue(_detach) && !NamespaceEntry.IsInside;

    protected override async Task<int> RunAsync(ParseResult words, CancellationToken cancellationToken)
    {
        var isDetached = words.GetValue(_detach);
        if (isDetached && _streams.NamesStreams(words))
            throw CommandException.Usage("a container that is left running has nobody attached.", "leave --attach or --detach out");
        var streams = isDetached ? AttachedStreams.None : _streams.StreamsOf(words);
        var keys = DetachKeys.Parse(words.GetValue(_detachKeys)!);
        RequireTerminal(_streams.HasTerminal(words), streams);
        if (isDetached || NamespaceEntry.IsInside)
        {
            using var lease = await Session.Store.LeaseAsync(cancellationToken);
            var definition = Define(words);
            return isDetached ? await StartAsync(definition, cancellationToken) : await new RootlessRun(Session).RunAsync(definition, streams, cancellationToken);
        }
        // No agent is started for what cannot be made; one that runs knows it sooner than this process. Files may be this process's alone, a shell's <(…), say.
        var known = _words.NamesFiles(words) || !AgentLauncher.MayRun(Session.Home) ? Define(words) : null;
        using var agent = OpenAgent();
        return await RefusedAsItselfAsync(() => AttachAsync(agent, new()
        {
            Order = new()
            {
                Container = known?.Id ?? ContainerCatalog.NewId(),
                Definition = known,
                Line = known is null ? ContainerOrders.Place(Session, isRead: true) : null,
                Options = new() { Streams = streams, Moment = AttachMoment.Start },
            },
            HasTerminal = _streams.HasTerminal(words),
            DetachKeys = keys,
            PassesSignals = words.GetValue(_signalProxy),
        }, cancellationToken));
    }

    /// <inheritdoc/>
    /// <exception cref="FormatException">A word can't be understood.</exception>
    /// <exception cref="CommandException">A word can't be understood, or what it names isn't there.</exception>
    public StreamOrder Order(ParseResult words, StreamOrder placed)
    {
        var options = placed.Line is { IsRead: false } ? placed.Options with { Streams = _streams.StreamsOf(words) } : placed.Options;
        return placed with { Definition = Define(words) with { Id = placed.Container }, Options = options };
    }

    /// <inheritdoc/>
    public bool KeepsToItself(ParseResult words, bool isRead) => _words.NamesFiles(words) || (!isRead && DoesMoreThanPassOn(words));

    private bool DoesMoreThanPassOn(ParseResult words) =>
        words.GetValue(_detach) || _streams.HasTerminal(words) || _streams.NamesStreams(words) || !words.GetValue(_signalProxy) || words.GetResult(_detachKeys) is { Implicit: false };

    private ContainerDefinition Define(ParseResult words)
    {
        var streams = words.GetValue(_detach) ? AttachedStreams.None : _streams.StreamsOf(words);
        PreparingImages.Refuse(Session, words.GetRequiredValue(_image));
        return _streams.Apply(_words.Define(words, words.GetRequiredValue(_image), words.GetValue(_command) ?? []), words, streams);
    }

    private Task<int> StartAsync(ContainerDefinition definition, CancellationToken cancellationToken) => RefusedAsItselfAsync(async () =>
    {
        using var agent = OpenAgent();
        var made = await agent.CreateAsync(definition, cancellationToken);
        try
        {
            await agent.StartAsync(made.Id, cancellationToken);
        }
        catch (ModuleException e) when (definition.RemovesItself && e.Code != "unreachable")
        {
            // One that is to take itself away does so too if it could not be started.
            await agent.RemoveAsync(made.Id, ContainerRemovals.Running | ContainerRemovals.NamelessVolumes, CancellationToken.None);
            throw;
        }
        Session.Output.WriteLine(made.Id);
        return ExitCode.Done;
    });

    private static async Task<int> RefusedAsItselfAsync(Func<Task<int>> work)
    {
        try
        {
            return await work();
        }
        catch (ModuleException e) when (e.Code != "unreachable")
        {
            throw ContainerOrders.ReadRefusal(e) ?? new CommandException(ContainersClient.ExitCodeOf(e), e.Message);
        }
    }
}
