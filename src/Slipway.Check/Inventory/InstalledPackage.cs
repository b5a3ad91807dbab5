// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Check;

/// <summary>A package that is installed in an image.</summary>
/// <param name="Ecosystem">Its kind.</param>
/// <param name="Name">Its name, with its scope: <c>@azure/event-hubs</c>.</param>
/// <param name="Version">Its version as it is recorded; empty if it records none.</param>
/// <param name="Path">The file that says so, without a leading slash.</param>
public sealed record InstalledPackage(Ecosystem Ecosystem, string Name, string Version, string Path)
{
    /// <summary><c>npm:ioredis 5.4.1</c>.</summary>
    public override string ToString() => $"{Ecosystem.ToString().ToLowerInvariant()}:{Name} {Version}".TrimEnd();
}
