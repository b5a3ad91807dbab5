// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Containers;

/// <summary>Why an ordinary user cannot own files of several users, mount and run containers on this machine.</summary>
/// <param name="Reason">A clause without a full stop, to go on from "it takes a user namespace, and".</param>
/// <param name="Remedy">What mends it: mostly a command for root. A clause as well.</param>
public sealed record RootlessObstacle(string Reason, string Remedy);
