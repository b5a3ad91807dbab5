// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Fleet;

/// <summary>A variable that Bake files declare, with the value it has.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">Its type as it is declared, or null.</param>
/// <param name="Value">Its value as text, JSON where it is no text; null where it is null.</param>
/// <param name="Description">What it is for, or null.</param>
public sealed record BakeVariable(string Name, string? Type, string? Value, string? Description);
