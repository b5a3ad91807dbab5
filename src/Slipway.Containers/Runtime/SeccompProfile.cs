// SPDX-License-Identifier: Apache-2.0
using System.Runtime.InteropServices;
using static Slipway.Containers.RuntimeSpec;

namespace Slipway.Containers;

/// <summary>
/// Docker's default seccomp profile in the OCI runtime's form, for amd64 and arm64: what is not named is refused with EPERM. Docker describes it at
/// https://docs.docker.com/engine/security/seccomp/. Names that the host's libseccomp doesn't know are passed over by the runtime.
/// </summary>
internal static class SeccompProfile
{
    private const string Allow = "SCMP_ACT_ALLOW", Refuse = "SCMP_ACT_ERRNO";
    private const string Equal = "SCMP_CMP_EQ", NotEqual = "SCMP_CMP_NE", MaskedEqual = "SCMP_CMP_MASKED_EQ";
    private const uint NotPermitted = 1, NotImplemented = 38;
    private const ulong VirtualMachineSockets = 40;

    // The flags of clone that make namespaces: cgroup, uts, ipc, user, pid, network and mount.
    private const ulong NamespaceFlags = 0x7E02_0000;

    // PER_LINUX, PER_LINUX32, UNAME26 with either, and the question which it is.
    private static readonly ulong[] Personalities = [0x0, 0x8, 0x2_0000, 0x2_0008, 0xFFFF_FFFF];

    internal static SeccompPart DockerDefault(CapabilitySet capabilities, Architecture architecture)
    {
        var isArm = architecture is Architecture.Arm64;
        var rules = new List<SyscallPart>
        {
            Allowed([.. SeccompSyscalls.Always, .. isArm ? SeccompSyscalls.Arm : SeccompSyscalls.Intel]),
            Allowed(["socket"], new(0, VirtualMachineSockets, 0, NotEqual)),
        };
        rules.AddRange(Personalities.Select(personality => Allowed(["personality"], new SyscallArgumentPart(0, personality, 0, Equal))));
        rules.AddRange(SeccompSyscalls.ByCapability.Where(group => capabilities.Contains(group.Key)).Select(group => Allowed(group.Value)));
        if (!capabilities.Contains("CAP_SYS_ADMIN"))
        {
            rules.Add(Allowed(["clone"], new(0, NamespaceFlags, 0, MaskedEqual)));
            // Its flags are behind a pointer that seccomp cannot follow; told that it doesn't exist, libraries take clone.
            rules.Add(new(["clone3"], Refuse, NotImplemented));
        }
        return new(Refuse, NotPermitted, Architectures(architecture), rules);
    }

    private static string[] Architectures(Architecture architecture) => architecture switch
    {
        Architecture.X64 => ["SCMP_ARCH_X86_64", "SCMP_ARCH_X86", "SCMP_ARCH_X32"],
        Architecture.Arm64 => ["SCMP_ARCH_AARCH64", "SCMP_ARCH_ARM"],
        _ => throw new PlatformNotSupportedException($"Containers run on amd64 and arm64 hosts, not on {architecture}."),
    };

    private static SyscallPart Allowed(IReadOnlyList<string> names, SyscallArgumentPart? argument = null) =>
        new(names, Allow, Args: argument is null ? null : [argument]);
}
