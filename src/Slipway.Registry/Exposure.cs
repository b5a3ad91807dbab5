// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Registry;

/// <summary>Who can reach a server that speaks plain HTTP.</summary>
public enum Exposure
{
    /// <summary>This machine alone; another address is refused.</summary>
    LoopbackOnly,

    /// <summary>Every machine that can reach the address. Passwords travel in clear, unless a proxy before it speaks TLS.</summary>
    Network,
}
