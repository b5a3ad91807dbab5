// SPDX-License-Identifier: Apache-2.0
using Slipway.Native;

namespace Slipway.Containers;

/// <summary>Whether containers of this machine can have a way out.</summary>
public static class EgressSupport
{
    private const ulong NetAdmin = 1 << 12;

    /// <summary>Why none gets one (<see cref="DefinedNetwork.Egress"/>), a clause with what mends it; null where nothing is known to be in the way.</summary>
    public static string? FindObstacle()
    {
        if (Command.Find(NftRules.Program) is null && Command.Find(IptablesRules.Program) is null)
            return "this machine has neither nft nor iptables (apt-get install nftables)";
        if ((HostLimits.Read().Capabilities & NetAdmin) == 0)
            return "this machine's network may not be changed from here (CAP_NET_ADMIN)";
        try
        {
            HostResolver.For(ResolverSettings.None);
            return null;
        }
        catch (ContainerException)
        {
            return "this machine's /etc/resolv.conf names no name server that a container reaches";
        }
    }
}
