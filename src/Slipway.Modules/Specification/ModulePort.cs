// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Modules;

/// <summary>A published TCP port.</summary>
/// <param name="Host">The port on 127.0.0.1.</param>
/// <param name="Container">The port in the module.</param>
public sealed record ModulePort(int Host, int Container)
{
    /// <summary><c>host:container</c>.</summary>
    public override string ToString() => $"{Host}:{Container}";
}
