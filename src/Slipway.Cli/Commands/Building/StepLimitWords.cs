// SPDX-License-Identifier: Apache-2.0
using System.CommandLine;
using System.Globalization;
using Slipway.Build;
using Slipway.Containers;

namespace Slipway.Cli.Commands.Building;

/// <summary>The words that limit RUN steps, in Docker's spelling.</summary>
internal sealed class StepLimitWords
{
    private readonly Option<long?> _memory = MemoryText.Option("--memory", "The most memory of a RUN step; past it the kernel kills the step, which is told as such. Example: -m 2g", "-m");
    private readonly Option<string?> _swap = new("--memory-swap") { Description = "The most memory and swap together, with --memory; -1 is as much swap as there is. [default: no swap] Example: -m 1g --memory-swap 2g", HelpName = "BYTES|2g|-1" };
    private readonly Option<double?> _cpus = new("--cpus") { Description = "Processors' worth of time of a RUN step. Example: --cpus 1.5", HelpName = "N" };
    private readonly Option<long?> _quota = new("--cpu-quota") { Description = "Microseconds of processor time in each --cpu-period. Example: --cpu-quota 50000", HelpName = "µs" };
    private readonly Option<ulong?> _period = new("--cpu-period") { Description = "The period of --cpu-quota, in microseconds. [default: 100000] Example: --cpu-period 50000", HelpName = "µs" };
    private readonly Option<ulong?> _shares = new("--cpu-shares", "-c") { Description = "The weight of a RUN step where processors are short; 1024 is everybody's. Example: -c 512", HelpName = "N" };
    private readonly Option<string?> _cpuSet = new("--cpuset-cpus") { Description = "The processors that RUN steps may use. Example: --cpuset-cpus 0-1", HelpName = "LIST" };
    private readonly Option<string?> _memoryNodes = new("--cpuset-mems") { Description = "The memory nodes that RUN steps may use. Example: --cpuset-mems 0", HelpName = "LIST" };
    private readonly Option<long?> _sharedMemory = MemoryText.Option("--shm-size", "The size of /dev/shm in RUN steps. [default: 64m] Example: --shm-size 256m");
    private readonly Option<string[]> _limits = new("--ulimit") { Description = "A limit of each process of RUN steps (several may be given). Example: --ulimit nofile=1024:4096", HelpName = "NAME=SOFT[:HARD]" };
    private readonly Option<string?> _parent = new("--cgroup-parent") { Description = "The control group below which RUN steps get theirs. Example: --cgroup-parent /builds", HelpName = "PATH" };
    private readonly Option<TimeSpan?> _timeout = new("--step-timeout")
    {
        Description = "How long a RUN step may take; then it is killed and fails. Example: --step-timeout 10m",
        HelpName = "90s|30m|1h",
        CustomParser = static result =>
        {
            var text = result.Tokens.Single().Value;
            if (DurationText.TryParse(text, out var duration))
                return duration;
            result.AddError($"'{text}' is not a duration; expected a number and s, m, h or d, such as 10m.");
            return null;
        },
    };

    /// <summary>The options, in the order of help.</summary>
    public IEnumerable<Option> Options => [_timeout, _memory, _swap, _cpus, _quota, _period, _shares, _cpuSet, _memoryNodes, _sharedMemory, _limits, _parent];

    /// <summary>The limits that the words ask for.</summary>
    public StepLimits Read(ParseResult words)
    {
        if (words.GetValue(_cpus) is not null && (words.GetValue(_quota) ?? (long?)words.GetValue(_period)) is not null)
            throw CommandException.Usage("--cpus says what --cpu-quota and --cpu-period say.", "give one or the other");
        try
        {
            return new()
            {
                Resources = new()
                {
                    MemoryBytes = words.GetValue(_memory),
                    MemoryAndSwapBytes = ReadSwap(words),
                    Cpus = words.GetValue(_cpus),
                    CpuQuota = words.GetValue(_quota),
                    CpuPeriod = words.GetValue(_period),
                    CpuShares = words.GetValue(_shares),
                    CpuSet = words.GetValue(_cpuSet),
                    MemoryNodes = words.GetValue(_memoryNodes),
                },
                Timeout = words.GetValue(_timeout),
                SharedMemoryBytes = words.GetValue(_sharedMemory),
                ProcessLimits = [.. (words.GetValue(_limits) ?? []).Select(ReadLimit)],
                CgroupParent = ReadParent(words),
            };
        }
        catch (ArgumentException problem)
        {
            // The types know what they take; their words are for people.
            throw CommandException.Usage(problem.Message.Split(" (Parameter", 2)[0].Split('\n')[0]);
        }
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

    private string? ReadParent(ParseResult words)
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
