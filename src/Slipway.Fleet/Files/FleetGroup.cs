// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Fleet;

/// <summary>A name for several targets.</summary>
/// <param name="Name">The name; <c>default</c> is what is built when nothing is named.</param>
/// <param name="Members">Images, groups and selectors such as <c>app(backend=redis)</c>.</param>
public sealed record FleetGroup(Located<string> Name, IReadOnlyList<Located<string>> Members);
