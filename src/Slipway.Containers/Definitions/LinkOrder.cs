// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Containers;

/// <summary>What of the container at a link's other end comes before the one that has the link.</summary>
public enum LinkOrder
{
    /// <summary>It is there, with ports that the link leads to, when the link is made; where both are to start, it starts first.</summary>
    Required,

    /// <summary>It may be made later; where both are to start, it starts first.</summary>
    After,

    /// <summary>It may be made later, and neither waits for the other, so that two can have links to each other.</summary>
    Any,
}
