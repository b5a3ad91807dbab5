// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Dockerfile;

/// <summary>What a stage begins from, variables expanded.</summary>
/// <param name="Name">The name; <c>scratch</c> is nothing.</param>
/// <param name="Platform">The value of <c>--platform</c>; null if there is none or it is empty: the target platform.</param>
/// <param name="Stage">The earlier stage of that name; null: <paramref name="Name"/> is <c>scratch</c>, a context or an image.</param>
public sealed record ResolvedBase(string Name, string? Platform, Stage? Stage);
