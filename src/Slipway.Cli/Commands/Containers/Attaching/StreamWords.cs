// SPDX-License-Identifier: Apache-2.0
using System.CommandLine;
using Slipway.Containers;

namespace Slipway.Cli.Commands.Containers;

/// <summary>The words of <c>run</c> and <c>create</c> about a container's streams; Docker's.</summary>
internal sealed class StreamWords
{
    private readonly Option<bool> _interactive = new("--interactive", "-i") { Description = "Keep standard input open, and pass it on." };
    private readonly Option<bool> _tty = new("--tty", "-t") { Description = "Give it a terminal." };
    private readonly Option<string[]> _attach = new("--attach", "-a") { Description = "Which streams to be attached to: stdin, stdout, stderr. [default: stdout, stderr, and stdin with --interactive]", HelpName = "STREAM" };

    /// <summary>Declares the words.</summary>
    public void AddTo(System.CommandLine.Command command)
    {
        command.Add(_interactive);
        command.Add(_tty);
        command.Add(_attach);
    }

    /// <summary>Whether it has a terminal.</summary>
    public bool HasTerminal(ParseResult words) => words.GetValue(_tty);

    /// <summary>Whether streams are named.</summary>
    public bool NamesStreams(ParseResult words) => words.GetValue(_attach) is { Length: > 0 };

    /// <summary>Which streams one that is not left running is attached to.</summary>
    /// <exception cref="CommandException">A name is none.</exception>
    public AttachedStreams StreamsOf(ParseResult words)
    {
        if (!NamesStreams(words))
            return AttachedStreams.Output | AttachedStreams.Error | (words.GetValue(_interactive) ? AttachedStreams.Input : AttachedStreams.None);
        return words.GetValue(_attach)!.Select(Parse).Aggregate(AttachedStreams.None, static (all, each) => all | each);
    }

    /// <summary>A definition with what the words say of its streams.</summary>
    /// <param name="definition">Without that.</param>
    /// <param name="words">The command line.</param>
    /// <param name="streams">Which streams its maker is attached to.</param>
    public ContainerDefinition Apply(ContainerDefinition definition, ParseResult words, AttachedStreams streams) => definition with
    {
        HasTerminal = HasTerminal(words),
        HasInput = words.GetValue(_interactive),
        HasInputOnce = words.GetValue(_interactive) && streams.HasFlag(AttachedStreams.Input),
    };

    private static AttachedStreams Parse(string name) => name.ToUpperInvariant() switch
    {
        "STDIN" => AttachedStreams.Input,
        "STDOUT" => AttachedStreams.Output,
        "STDERR" => AttachedStreams.Error,
        _ => throw CommandException.Usage($"'{name}' is no stream; --attach takes stdin, stdout and stderr."),
    };
}
