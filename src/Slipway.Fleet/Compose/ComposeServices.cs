// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Fleet;

/// <summary>What Compose files say of images: a target for each service that is built, and the group of all of them.</summary>
internal sealed record ComposeServices(IReadOnlyList<BakeTarget> Targets, BakeGroup Default);
