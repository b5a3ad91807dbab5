// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Fleet;

/// <summary>A variable of a service.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Value">Its value; null of a secret, which is written nowhere.</param>
/// <param name="Reference">Where the secret is kept, if that was said.</param>
internal sealed record ServiceVariable(string Name, string? Value, string? Reference = null);
