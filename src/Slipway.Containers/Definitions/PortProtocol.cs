// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Containers;

/// <summary>What a published port speaks.</summary>
public enum PortProtocol
{
    /// <summary>TCP.</summary>
    Tcp,

    /// <summary>UDP.</summary>
    Udp,
}
