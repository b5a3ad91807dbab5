// SPDX-License-Identifier: Apache-2.0
using Slipway.Check;

namespace Slipway.Fleet;

/// <summary>A package, file, port or volume that is claimed to be in an image or not.</summary>
/// <param name="Text">Its name or path.</param>
/// <param name="Presence">Whether it is there.</param>
/// <param name="Necessity">Whether it may stay unproven.</param>
public sealed record PresenceSetting(Located<string> Text, Presence Presence, Necessity Necessity);
