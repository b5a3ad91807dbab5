// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Native;

/// <summary>The number of a device, or of the device that a file lies on.</summary>
/// <param name="Major">Which driver.</param>
/// <param name="Minor">Which of its devices.</param>
public readonly record struct DeviceNumber(uint Major, uint Minor)
{
    /// <summary>The number as <c>dev_t</c> holds it.</summary>
    internal ulong Packed => ((Major & 0xFFFFF000ul) << 32) | ((Major & 0xFFFul) << 8) | ((Minor & 0xFFFFFF00ul) << 12) | (Minor & 0xFFul);

    /// <summary>"major:minor".</summary>
    public override string ToString() => $"{Major}:{Minor}";
}
