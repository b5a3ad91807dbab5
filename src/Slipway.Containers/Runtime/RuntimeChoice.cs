// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Containers;

/// <summary>The runtime that ran a container on this machine, remembered until it changes or the machine restarts.</summary>
/// <param name="Path">The program.</param>
/// <param name="Modified">When the program's file changed last.</param>
/// <param name="Version">The first line of what it says of itself.</param>
/// <param name="Enclosure">How it has to be called here.</param>
/// <param name="BootId">The boot in which it was tried.</param>
internal sealed record RuntimeChoice(string Path, DateTime Modified, string Version, RuntimeEnclosure Enclosure, string BootId);
