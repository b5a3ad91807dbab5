// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Dockerfile;

/// <summary>The network of a RUN step.</summary>
public enum RunNetwork
{
    /// <summary>The builder's default.</summary>
    Default,

    /// <summary>No network.</summary>
    None,

    /// <summary>The host's network, which the caller has to grant.</summary>
    Host,
}
