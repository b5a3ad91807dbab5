// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Fleet;

/// <summary>A port of a service.</summary>
/// <param name="Port">The container's.</param>
/// <param name="Protocol"><c>tcp</c> or <c>udp</c>, or another word of images.</param>
/// <param name="Published">The host's; null is not published.</param>
internal sealed record ServicePort(int Port, string Protocol, int? Published);
