// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Containers;

/// <summary>Which system calls a container has.</summary>
public enum SeccompFilter
{
    /// <summary>Those of Docker's default profile for the container's capabilities.</summary>
    DockerDefault,

    /// <summary>All of them.</summary>
    Unconfined,
}
