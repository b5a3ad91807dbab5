// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Containers;

/// <summary>What a runtime does with a foreground container that has ended.</summary>
internal enum AfterExit
{
    /// <summary>It forgets it.</summary>
    Delete,

    /// <summary>It keeps the control group until the container is deleted.</summary>
    Keep,
}
