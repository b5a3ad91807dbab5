// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Build;

/// <summary>That another engine built a target.</summary>
/// <param name="Engine">The engine and its version, such as <c>buildx 0.13.1</c>.</param>
/// <param name="Reference">What that engine calls the build; null where it didn't say.</param>
public sealed record ForeignBuild(string Engine, string? Reference);
