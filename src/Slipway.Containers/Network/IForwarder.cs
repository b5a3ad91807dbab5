// SPDX-License-Identifier: Apache-2.0
using System.Net;

namespace Slipway.Containers;

/// <summary>Listens, and carries what comes to a port inside a container, until it is disposed.</summary>
internal interface IForwarder : IAsyncDisposable
{
    /// <summary>Where it listens.</summary>
    IPEndPoint EndPoint { get; }

    /// <summary>How many connections or conversations there are.</summary>
    int ActiveConnections { get; }

    /// <summary>Where new ones go.</summary>
    PortTarget Target { get; set; }
}
