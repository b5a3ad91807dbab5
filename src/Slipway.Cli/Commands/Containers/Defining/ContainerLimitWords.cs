// SPDX-License-Identifier: Apache-2.0
using System.CommandLine;
using System.Globalization;
using Slipway.Containers;

namespace Slipway.Cli.Commands.Containers;

/// <summary>The words that limit a container by hand, in Docker's spelling.</summary>
internal sealed class ContainerLimitWords
{
    private readonly LimitWords _limits = new("the container");
    private readonly Option<long?> _reservation = MemoryText.Option("--memory-reservation", "The memory it is held to while the host is short of it.");
    private readonly Option<int?> _swappiness = new("--memory-swappiness") { Description = "How readily its memory is swapped out, 0 to 100; only with control groups of version 1.", HelpName = "N" };
    private readonly Option<string?> _pids = new("--pids-limit") { Description = "How many processes and threads it may have; -1 for any number.", HelpName = "N" };
    private readonly Option<int?> _oomScore = new("--oom-score-adj") { Description = "How much sooner (up to 1000) or later (down to -1000) it is killed when the host is out of memory.", HelpName = "N" };

    /// <summary>The options, in the order of help.</summary>
    public IEnumerable<Option> Options => [.. _limits.Options, _reservation, _swappiness, _pids, _oomScore];

    /// <summary>Those of them that can be changed of a container that is there.</summary>
    public IEnumerable<Option> Changeable => [.. _limits.OfResources, _reservation, _pids];

    /// <summary>How much all processes together may use.</summary>
    /// <exception cref="CommandException">A word can't be understood.</exception>
    public ResourceLimits ReadResources(ParseResult words) => CommandException.OfArguments(() => _limits.ReadResources(words) with
    {
        MemoryReservationBytes = words.GetValue(_reservation),
        MemorySwappiness = words.GetValue(_swappiness),
        Pids = ReadPids(words.GetValue(_pids)),
    });

    /// <summary>A definition with the limits.</summary>
    /// <exception cref="CommandException">A word can't be understood.</exception>
    public ContainerDefinition Limit(ParseResult words, ContainerDefinition definition)
    {
        var own = _limits.ReadProcessLimits(words);
        if (words.GetValue(_oomScore) is < -1000 or > 1000)
            throw CommandException.Usage($"--oom-score-adj {words.GetValue(_oomScore)} is not a number from -1000 to 1000.");
        return definition with
        {
            Resources = ReadResources(words),
            ProcessLimits = [.. definition.ProcessLimits.Where(standard => own.All(limit => limit.Type != standard.Type)), .. own],
            SharedMemoryBytes = _limits.ReadSharedMemory(words),
            CgroupParent = _limits.ReadParent(words),
            OomScoreAdjustment = words.GetValue(_oomScore) ?? 0,
        };
    }

    private static int? ReadPids(string? text) => text is null or "0" or "-1" ? null
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var count) ? count : throw CommandException.Usage($"--pids-limit '{text}' is not a number of processes, nor -1.");
}
