// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Containers;

/// <summary>A config.json of the OCI runtime specification 1.0.2, as far as we write one.</summary>
internal sealed record RuntimeSpec
{
    public string OciVersion { get; init; } = "1.0.2";

    public required ProcessPart Process { get; init; }

    public required RootPart Root { get; init; }

    public string? Hostname { get; init; }

    public required IReadOnlyList<MountPart> Mounts { get; init; }

    public required LinuxPart Linux { get; init; }

    public IReadOnlyDictionary<string, string>? Annotations { get; init; }

    internal sealed record ProcessPart
    {
        public bool Terminal { get; init; }

        public required UserPart User { get; init; }

        public required IReadOnlyList<string> Args { get; init; }

        public required IReadOnlyList<string> Env { get; init; }

        public required string Cwd { get; init; }

        public required CapabilitiesPart Capabilities { get; init; }

        public required IReadOnlyList<RlimitPart> Rlimits { get; init; }

        public bool NoNewPrivileges { get; init; }

        public int? OomScoreAdj { get; init; }
    }

    internal sealed record UserPart(uint Uid, uint Gid, IReadOnlyList<uint> AdditionalGids);

    internal sealed record CapabilitiesPart(
        IReadOnlyList<string> Bounding, IReadOnlyList<string> Effective, IReadOnlyList<string> Permitted,
        IReadOnlyList<string> Inheritable, IReadOnlyList<string> Ambient);

    internal sealed record RlimitPart(string Type, ulong Soft, ulong Hard);

    internal sealed record RootPart(string Path, bool Readonly);

    internal sealed record MountPart(string Destination, string Type, string Source, IReadOnlyList<string> Options);

    internal sealed record LinuxPart
    {
        public required IReadOnlyList<NamespacePart> Namespaces { get; init; }

        public IReadOnlyDictionary<string, string>? Sysctl { get; init; }

        public required string? CgroupsPath { get; init; }

        public required ResourcesPart Resources { get; init; }

        public IReadOnlyList<DeviceNodePart>? Devices { get; init; }

        public SeccompPart? Seccomp { get; init; }

        public required IReadOnlyList<string> MaskedPaths { get; init; }

        public required IReadOnlyList<string> ReadonlyPaths { get; init; }
    }

    internal sealed record NamespacePart(string Type, string? Path = null);

    internal sealed record ResourcesPart
    {
        public IReadOnlyList<DevicePart>? Devices { get; init; }

        public MemoryPart? Memory { get; init; }

        public CpuPart? Cpu { get; init; }

        public PidsPart? Pids { get; init; }
    }

    internal sealed record DeviceNodePart(string Path, string Type, uint Major, uint Minor, int FileMode, uint Uid, uint Gid);

    internal sealed record DevicePart(bool Allow, string Access, string? Type = null, long? Major = null, long? Minor = null);

    internal sealed record MemoryPart(long? Limit, long? Swap, long? Reservation, int? Swappiness);

    internal sealed record CpuPart(long? Quota, ulong? Period, ulong? Shares, string? Cpus, string? Mems);

    internal sealed record PidsPart(long Limit);

    internal sealed record SeccompPart(
        string DefaultAction, uint? DefaultErrnoRet, IReadOnlyList<string>? Architectures, IReadOnlyList<SyscallPart> Syscalls);

    internal sealed record SyscallPart(IReadOnlyList<string> Names, string Action, uint? ErrnoRet = null, IReadOnlyList<SyscallArgumentPart>? Args = null);

    internal sealed record SyscallArgumentPart(uint Index, ulong Value, ulong ValueTwo, string Op);
}
