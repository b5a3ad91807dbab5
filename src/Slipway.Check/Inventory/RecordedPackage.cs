// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Check;

/// <summary>A package as a file of an image records it.</summary>
/// <param name="Name">The name; empty if the file gives none.</param>
/// <param name="Version">The version; empty if the file gives none.</param>
internal sealed record RecordedPackage(string Name, string Version);
