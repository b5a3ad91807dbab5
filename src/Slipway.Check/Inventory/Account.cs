// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Check;

/// <summary>A user or a group of an image.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Id">Its number.</param>
/// <param name="GroupId">A user's first group; of a group, its own number.</param>
public sealed record Account(string Name, uint Id, uint GroupId);
