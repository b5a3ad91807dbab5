// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Modules;

/// <summary>The answer to an uninstallation.</summary>
/// <param name="Message">A sentence for people.</param>
/// <param name="ModuleName">The module.</param>
public sealed record ModuleRemoved(string Message, string ModuleName);
