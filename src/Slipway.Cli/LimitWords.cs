// SPDX-License-Identifier: Apache-2.0
using System.CommandLine;
using System.Globalization;
using Slipway.Containers;

namespace Slipway.Cli;

/// <summary>The words that limit what runs in a container, in Docker's spelling.</summary>
/// <param name="whose">Whose limits they are, for help: <c>a RUN step</c>.</param>
internal sealed class LimitWords(string whose)
{
    private readonly Option<long?> _memory = MemoryText.Option("--memory", $"The most memory of {whose}; past it the kernel kills it, which is told as such. Example: -m 2g", "-m");
    private readonly Option<string?> _swap = new("--memory-swap") { Description = "The most memory and swap together, with --memory; -1 is as much swap as there is. [default: no swap] Example: -m 1g --memory-swap 2g", HelpName = "BYTES|2g|-1" };
    private readonly Option<double?> _cpus = new("--cpus") { Description = $"Processors' worth of time of {whose}. Example: --cpus 1.5", HelpName = "N" };
    private readonly Option<long?> _quota = new("--cpu-quota") { Description = "Microseconds of processor time in each --cpu-period. Example: --cpu-quota 50000", HelpName = "µs" };
    private readonly Option<ulong?> _period = new("--cpu-period") { Description = "The period of --cpu-quota, in microseconds. [default: 100000] Example: --cpu-period 50000", HelpName = "µs" };
    private readonly Option<ulong?> _shares = new("--cpu-shares", "-c") { Description = $"The weight of {whose} where processors are short; 1024 is everybody's. Example: -c 512", HelpName = "N" };
    private readonly Option<string?> _cpuSet = new("--cpuset-cpus") { Description = $"The processors that {whose} may use. Example: --cpuset-cpus 0-1", HelpName = "LIST" };
    private readonly Option<string?> _memoryNodes = new("--cpuset-mems") { Description = $"The memory nodes that {whose} may use. Example: --cpuset-mems 0", HelpName = "LIST" };
    private readonly Option<long?> _sharedMemory = MemoryText.Option("--shm-size", $"The size of /dev/shm in {whose}. [default: 64m] Example: --shm-size 256m");
    private readonly Option<string[]> _limits = new("--ulimit") { Description = $"A limit of each process of {whose} (several may be given). Example: --ulimit nofile=1024:4096", HelpName = "NAME=SOFT[:HARD]" };
    private readonly Option<string?> _parent = new("--cgroup-parent") { Description = $"The control group below which {whose} gets its own. Example: --cgroup-parent /builds", HelpName = "PATH" };

    /// <summary>The options, in the order of help.</summary>
    public IEnumerable<Option> Options => [.. OfResources, _sharedMemory, _limits, _parent];

    /// <summary>Those of what all processes together may use.</summary>
    public IEnumerable<Option> OfResources => [_memory, _swap, _cpus, _quota, _period, _shares, _cpuSet, _memoryNodes];

    /// <summary>How much all processes together may use.</summary>
    /// <exception cref="CommandException">A word can't be understood, or contradicts another.</exception>
    public ResourceLimits ReadResources(ParseResult words)
    {
        if (words.GetValue(_cpus) is not null && (words.GetValue(_quota) ?? (long?)words.GetValue(_period)) is not null)
            throw CommandException.Usage("--cpus says what --cpu-quota and --cpu-period say.", "give one or the other");
        return CommandException.OfArguments(() => new ResourceLimits
        {
            MemoryBytes = words.GetValue(_memory),
            MemoryAndSwapBytes = ReadSwap(words),
            Cpus = words.GetValue(_cpus),
            CpuQuota = words.GetValue(_quota),
            CpuPeriod = words.GetValue(_period),
            CpuShares = words.GetValue(_shares),
            CpuSet = words.GetValue(_cpuSet),
            MemoryNodes = words.GetValue(_memoryNodes),
        });
    }

    /// <summary>Limits of each process; those that are not given are the container's own.</summary>
    /// <exception cref="CommandException">One can't be understood.</exception>
    public IReadOnlyList<ProcessLimit> ReadProcessLimits(ParseResult words) => CommandException.OfArguments(() => (words.GetValue(_limits) ?? []).Select(ReadLimit).ToList());

    /// <summary>How many bytes /dev/shm holds; null where nothing is said.</summary>
    public long? ReadSharedMemory(ParseResult words) => words.GetValue(_sharedMemory);

    /// <summary>The control group above; null where nothing is said.</summary>
    /// <exception cref="CommandException">It is no path.</exception>
    public string? ReadParent(ParseResult words)
    {
        var parent = words.GetValue(_parent);
        if (parent?.EndsWith(".slice", StringComparison.Ordinal) == true)
            throw CommandException.Usage($"--cgroup-parent '{parent}' is systemd's slice, which is not supported.", "give the path of a control group, such as /builds");
        if (parent is null)
            return null;
        var path = "/" + parent.Trim('/');
        // The same rule as the container's, told before anything runs.
        return path.Split('/').Skip(1).All(static part => part is not ("" or "." or "..") && part.All(static character => char.IsAsciiLetterOrDigit(character) || character is '.' or '_' or '-'))
            ? path : throw CommandException.Usage($"--cgroup-parent '{parent}' is not a path of letters, digits, '.', '_' and '-'.");
    }

    private long? ReadSwap(ParseResult words)
    {
        if (words.GetValue(_swap) is not { } text)
            return null;
        if (words.GetValue(_memory) is not { } memory)
            throw CommandException.Usage("--memory-swap is memory and swap together, and there is no --memory.", "give --memory as well");
        if (text == "-1")
            return -1;
        if (!MemoryText.TryParse(text, out var both))
            throw CommandException.Usage($"--memory-swap '{text}' is not a size; expected a number and b, k, m or g, such as 2g, or -1.");
        return both >= memory ? both : throw CommandException.Usage($"--memory-swap {text} is less than --memory; it is memory and swap together.");
    }

    private static ProcessLimit ReadLimit(string text)
    {
        var (name, values) = text.IndexOf('=', StringComparison.Ordinal) is > 0 and var equals ? (text[..equals], text[(equals + 1)..].Split(':')) : ("", []);
        if (name.Length == 0 || values.Length is 0 or > 2 || !TryReadValue(values[0], out var soft) || !TryReadValue(values[^1], out var hard))
            throw CommandException.Usage($"--ulimit '{text}' is not NAME=SOFT[:HARD], such as nofile=1024:4096.");
        return soft <= hard ? new($"RLIMIT_{name.ToUpperInvariant()}", soft, hard) : throw CommandException.Usage($"--ulimit '{text}': the soft limit is above the hard one.");
    }

    private static bool TryReadValue(string text, out ulong value)
    {
        if (text is not ("-1" or "unlimited"))
            return ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value);
        value = ulong.MaxValue;
        return true;
    }
}
