// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Distribution;

/// <summary>Where plain http, without TLS, is spoken.</summary>
public enum PlainHttpUse
{
    /// <summary>To loopback addresses, <c>localhost</c> and the hosts that <see cref="GuardedHttpOptions.InsecureHosts"/> names.</summary>
    InsecureHostsOnly,

    /// <summary>To any host, for files whose content is checked or that someone asked for by an http address.</summary>
    Anywhere,
}
