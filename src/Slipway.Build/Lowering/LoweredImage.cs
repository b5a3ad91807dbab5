// SPDX-License-Identifier: Apache-2.0
using Slipway.Dockerfile;
using Slipway.Oci;

namespace Slipway.Build;

/// <summary>A target for one platform, lowered: which step makes its files, and what its image says.</summary>
/// <param name="Target">The target.</param>
/// <param name="Platform">The platform asked for.</param>
/// <param name="State">The last stage at its end.</param>
/// <param name="Warnings">What is worth saying of its Dockerfile.</param>
internal sealed record LoweredImage(BuildTarget Target, Platform Platform, StageState State, IReadOnlyList<Diagnostic> Warnings);
