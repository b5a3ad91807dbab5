// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Build;

/// <summary>A layer of a step's result in a cache from elsewhere.</summary>
/// <param name="Form">How it was written (<c>LayerOptions.Form</c>).</param>
/// <param name="Layer">What is written down of it.</param>
internal sealed record CarriedLayer(string Form, LayerRecord Layer);
