// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Modules;

/// <summary>How the module service is.</summary>
/// <param name="Status"><c>healthy</c> or <c>unhealthy</c>.</param>
/// <param name="Components">Each part by name: <c>healthy</c>, or what is wrong with it.</param>
/// <param name="Timestamp">When that was measured.</param>
public sealed record ServiceHealth(string Status, IReadOnlyDictionary<string, string> Components, DateTimeOffset Timestamp);
