// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Packages;

/// <summary>Whose a path is.</summary>
/// <param name="Package">The package; null for what is declared or made here.</param>
/// <param name="IsDirectory">Whether it is a directory, which several may have.</param>
internal readonly record struct PathOwner(OpenedPackage? Package, bool IsDirectory);
