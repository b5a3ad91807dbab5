// SPDX-License-Identifier: Apache-2.0
using Slipway.Oci;

namespace Slipway.Modules;

/// <summary>What a license is asked for.</summary>
/// <param name="Module">The module's name.</param>
/// <param name="Image">Its image.</param>
/// <param name="Version">Its version, <c>1.2.3</c>.</param>
public sealed record LicenseSubject(string Module, ImageReference Image, string Version);
