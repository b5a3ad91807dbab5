// SPDX-License-Identifier: Apache-2.0
using System.Net;

namespace Slipway.Distribution;

/// <summary>
/// How far a request may reach. A host that the user named may stand anywhere but on the link, except where its address was the
/// name; a host that a server named (a redirect, a token realm) may stand no nearer to us than that server does.
/// </summary>
internal enum Door
{
    /// <summary>To the host that the user named.</summary>
    Named,

    /// <summary>To a host named by a server on the Internet.</summary>
    FromPublic,

    /// <summary>To a host named by a server of our own network.</summary>
    FromPrivate,

    /// <summary>To a host named by a server on this machine.</summary>
    FromLoopback,
}

/// <summary>Judges addresses at a door.</summary>
internal static class Doors
{
    /// <summary>The door for what a server at <paramref name="reach"/> names.</summary>
    public static Door From(NetworkReach reach) => reach switch
    {
        NetworkReach.Public => Door.FromPublic,
        NetworkReach.Loopback => Door.FromLoopback,
        _ => Door.FromPrivate,
    };

    /// <summary>Whether <paramref name="address"/>, which <paramref name="host"/> stands for, may be connected to.</summary>
    public static bool Admits(this Door door, IPAddress address, string host) => NetworkReaches.Of(address) switch
    {
        NetworkReach.Public => true,
        NetworkReach.Private => door is not Door.FromPublic,
        NetworkReach.Loopback => door is Door.Named or Door.FromLoopback,
        NetworkReach.LinkLocal => door is Door.Named && IPAddress.TryParse(host, out var literal) && literal.Equals(address),
        _ => false,
    };
}
