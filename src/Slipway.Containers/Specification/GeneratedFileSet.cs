// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Containers;

/// <summary>Which files of /etc a container gets from us and not from its image.</summary>
public enum GeneratedFileSet
{
    /// <summary>hosts, hostname and resolv.conf, which it may write to: those of Docker's containers.</summary>
    Container,

    /// <summary>hosts and resolv.conf, which it may only read: those of BuildKit's steps.</summary>
    Step,
}
