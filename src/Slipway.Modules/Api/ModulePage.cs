// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Modules;

/// <summary>A page of installed modules, by name.</summary>
/// <param name="Data">The modules.</param>
/// <param name="Meta">Which page.</param>
public sealed record ModulePage(IReadOnlyList<ModuleState> Data, PageMeta Meta);
