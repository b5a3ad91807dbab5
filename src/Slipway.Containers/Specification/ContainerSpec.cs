// SPDX-License-Identifier: Apache-2.0
using System.Net;
using System.Text.RegularExpressions;
using Slipway.Native;

namespace Slipway.Containers;

/// <summary>What is run and what it may do. The defaults are Docker's, except that there is no network unless one is named.</summary>
public sealed partial record ContainerSpec
{
    /// <summary>The container's name among those of one home: letters, digits, '.', '_' and '-', 64 at most.</summary>
    public required string Id
    {
        get;
        init => field = IsId(value)
            ? value : throw new ArgumentException($"A container's id has 1 to 64 letters, digits, '.', '_' or '-' and begins with a letter or digit, unlike '{value}'.");
    }

    /// <summary>The program and its arguments; at least the program, looked for in the PATH of <see cref="Environment"/>.</summary>
    public required IReadOnlyList<string> Arguments
    {
        get;
        init => field = value is { Count: > 0 } && !value.Any(HasNul)
            ? value : throw new ArgumentException("A container needs a program to run, and no argument may hold a NUL character.");
    }

    /// <summary>The environment, NAME=value; of two with one name the later counts. Only PATH (if missing) and HOME are added. The default is empty.</summary>
    public IReadOnlyList<string> Environment
    {
        get;
        init => field = value.FirstOrDefault(entry => entry.IndexOf('=') < 1 || HasNul(entry)) is { } wrong
            ? throw new ArgumentException($"An environment entry is NAME=value, unlike '{wrong}'.") : value;
    } = [];

    /// <summary>More of the environment, NAME=value, over <see cref="Environment"/>: values that reach the program alone and never a disk. The default is empty.</summary>
    public IReadOnlyList<string> SecretEnvironment
    {
        get;
        init => field = value.All(entry => entry.IndexOf('=') >= 1 && !HasNul(entry))
            ? value : throw new ArgumentException("An entry of the secret environment is not NAME=value, or holds a NUL character.");
    } = [];

    /// <summary>The absolute path to start in; made if the image has none. The default is "/".</summary>
    public string WorkingDirectory
    {
        get;
        init => field = ContainerPath.RequireWorkingDirectory(value);
    } = "/";

    /// <summary>Who runs it, user[:group], names or numbers; looked up in the root file system. The default, empty, is root.</summary>
    public string User { get; init; } = "";

    /// <summary>The host's name inside. The default, null, is the first 12 characters of the id.</summary>
    public string? Hostname
    {
        get;
        init => field = value is null || IsHostname(value)
            ? value : throw new ArgumentException($"A host name has letters, digits, '-' and '.', 253 at most, unlike '{value}'.");
    }

    /// <summary>The domain that its kernel says it is in (NIS), and its fully qualified name ends in. The default, null, is none.</summary>
    public string? DomainName
    {
        get;
        init => field = value is null || IsHostname(value)
            ? value : throw new ArgumentException($"A domain name has letters, digits, '-' and '.', 253 at most, unlike '{value}'.");
    }

    /// <summary>Groups that the user is in beside its own, names or numbers; looked up in the root file system. The default is none.</summary>
    public IReadOnlyList<string> AdditionalGroups { get; init; } = [];

    /// <summary>What of the host it gets beyond Docker's defaults. The default is nothing.</summary>
    public HostAccess Access { get; init; } = HostAccess.None;

    /// <summary>Settings of the kernel for it alone, by name. The default is those of Docker.</summary>
    public IReadOnlyDictionary<string, string> KernelSettings { get; init; } = new Dictionary<string, string>();

    /// <summary>What its /etc/resolv.conf says over what it would say anyway. The default is nothing.</summary>
    public ResolverSettings Resolver { get; init; } = ResolverSettings.None;

    /// <summary>Which files of /etc it gets from us. The default is <see cref="GeneratedFileSet.Container"/>.</summary>
    public GeneratedFileSet GeneratedFiles { get; init; }

    /// <summary>What is mounted beside Docker's own mounts, in the order of their depth. The default is nothing.</summary>
    public IReadOnlyList<ContainerMount> Mounts { get; init; } = [];

    /// <summary>The network. The default is <see cref="ContainerNetwork.None"/>.</summary>
    public ContainerNetwork Network { get; init; } = ContainerNetwork.None;

    /// <summary>Names for /etc/hosts with their addresses. The default is none.</summary>
    public IReadOnlyDictionary<string, IPAddress> ExtraHosts
    {
        get;
        init => field = value.Keys.FirstOrDefault(name => !HostnamePattern().IsMatch(name)) is { } wrong
            ? throw new ArgumentException($"A host name has letters, digits, '-' and '.', 253 at most, unlike '{wrong}'.") : value;
    } = new Dictionary<string, IPAddress>();

    /// <summary>What root may do inside. The default is Docker's set of 14.</summary>
    public CapabilitySet Capabilities { get; init; } = CapabilitySet.DockerDefault;

    /// <summary>Which system calls there are. The default is Docker's profile.</summary>
    public SeccompFilter Seccomp { get; init; } = SeccompFilter.DockerDefault;

    /// <summary>A seccomp profile in Docker's form, JSON, over <see cref="Seccomp"/>. The default, null, is none.</summary>
    public string? SeccompProfile { get; init; }

    /// <summary>Whether set-user-id programs and file capabilities have no effect. The default is false, as in Docker.</summary>
    public bool NoNewPrivileges { get; init; }

    /// <summary>Whether nothing but mounts can be written. The default is false.</summary>
    public bool ReadOnlyRoot { get; init; }

    /// <summary>How much it may use. The default is no limit.</summary>
    public ResourceLimits Resources { get; init; } = ResourceLimits.None;

    /// <summary>Limits of each process, held to what this process may set. The default is 1048576 open files.</summary>
    public IReadOnlyList<ProcessLimit> ProcessLimits { get; init; } = [ProcessLimit.DefaultOpenFiles];

    /// <summary>
    /// Whether it has a terminal: this process's by <see cref="ContainerRunner.RunInTerminalAsync"/>, one of its own by <see cref="ContainerRunner.CreateAsync"/>.
    /// The default is false.
    /// </summary>
    public bool HasTerminal { get; init; }

    /// <summary>Whether a detached one reads what is written to it; else its input is empty. The default is false.</summary>
    public bool HasInput { get; init; }

    /// <summary>
    /// Whether a detached one without a terminal is watched by conmon, where that is installed (2.1 or later): how it ended is known then though nobody of ours was there
    /// when it did. The default is false.
    /// </summary>
    public bool IsMonitored { get; init; }

    /// <summary>How many bytes /dev/shm may hold. The default, null, is Docker's 64 MiB.</summary>
    public long? SharedMemoryBytes
    {
        get;
        init => field = value is null or > 0 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "/dev/shm has 1 byte at least.");
    }

    /// <summary>The control group below which it gets its own, "/builds"; made where there is none. The default, null, is ours.</summary>
    public string? CgroupParent
    {
        get;
        init => field = value is null || CgroupPattern().IsMatch(value)
            ? value : throw new ArgumentException($"A control group's parent is an absolute path of letters, digits, '.', '_' and '-' without '..', unlike '{value}'.");
    }

    /// <summary>How much sooner (up to 1000) or later (down to -1000) it is killed when the host is out of memory. The default is 0.</summary>
    public int OomScoreAdjustment
    {
        get;
        init => field = value is >= -1000 and <= 1000 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "It is -1000 to 1000.");
    }

    /// <summary>The signal that asks it to end. The default is SIGTERM.</summary>
    public Signal StopSignal { get; init; } = Signal.Term;

    internal string EffectiveHostname => Hostname ?? (Access.Shares(HostNamespaces.HostName) ? HostNameOfMachine : null) ?? Id[..Math.Min(12, Id.Length)].TrimEnd('-', '.', '_').Replace('_', '-');

    /// <summary>Whether a text can be <see cref="Hostname"/>.</summary>
    public static bool IsHostname(string text) => HostnamePattern().IsMatch(text);

    /// <summary>This machine's name; null where it has a strange one.</summary>
    internal static string? HostNameOfMachine => File.ReadAllText("/proc/sys/kernel/hostname").Trim() is var name && IsHostname(name) ? name : null;

    internal static bool IsId(string text) => IdPattern().IsMatch(text);

    private static bool HasNul(string text) => text.Contains('\0');

    [GeneratedRegex(@"\A(/(?!\.\.?(/|\z))[A-Za-z0-9_.-]+)+\z")]
    private static partial Regex CgroupPattern();

    [GeneratedRegex(@"\A[A-Za-z0-9][A-Za-z0-9_.-]{0,63}\z")]
    private static partial Regex IdPattern();

    [GeneratedRegex(@"\A(?=.{1,253}\z)[A-Za-z0-9]([A-Za-z0-9_-]{0,61}[A-Za-z0-9])?(\.[A-Za-z0-9]([A-Za-z0-9_-]{0,61}[A-Za-z0-9])?)*\z")]
    private static partial Regex HostnamePattern();
}
