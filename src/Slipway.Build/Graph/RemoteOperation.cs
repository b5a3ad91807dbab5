// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Build;

/// <summary>Something from another host. What it holds, and with that its content key, is known when the host was asked.</summary>
internal abstract record RemoteOperation : Operation
{
    private protected RemoteOperation()
    {
    }

    /// <summary>What may be shown to other hosts to get it.</summary>
    public RemoteAccess Access { get; init; } = RemoteAccess.None;
}
