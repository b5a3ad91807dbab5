// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Registry.Tests;

/// <summary>How a registry lets other programs in.</summary>
public enum PeerAccess
{
    /// <summary>Plain HTTP; anyone pulls, and a login with the push token pushes.</summary>
    AnonymousPull,

    /// <summary>TLS with an authority of its own; a user's login does everything, and nobody else anything.</summary>
    LoginOverTls,
}
