// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Modules;

/// <summary>The end of a module's log.</summary>
/// <param name="ModuleName">The module.</param>
/// <param name="Lines">The lines, oldest first.</param>
public sealed record ModuleLog(string ModuleName, IReadOnlyList<ModuleLogLine> Lines);
