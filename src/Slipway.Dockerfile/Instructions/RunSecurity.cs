// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Dockerfile;

/// <summary>The confinement of a RUN step.</summary>
public enum RunSecurity
{
    /// <summary>The builder's sandbox.</summary>
    Sandbox,

    /// <summary>None, which the caller has to grant.</summary>
    Insecure,
}
