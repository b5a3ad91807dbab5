// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Dockerfile;

/// <summary>A device that a RUN step asks for.</summary>
/// <param name="Name">The name, such as <c>vendor.com/class=device</c>.</param>
/// <param name="IsRequired">Whether the step cannot run without it.</param>
public sealed record RunDevice(Word Name, bool IsRequired);
