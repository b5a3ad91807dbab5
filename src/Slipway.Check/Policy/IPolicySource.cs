// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Check;

/// <summary>The policy of a door, which may change while it stands open.</summary>
public interface IPolicySource
{
    /// <summary>The policy that holds now. It is asked for with each image.</summary>
    ImagePolicy Current { get; }
}
