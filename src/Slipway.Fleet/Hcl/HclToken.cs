// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Fleet;

/// <summary>A token: its kind, and from where to where it goes.</summary>
internal readonly record struct HclToken(HclTokenKind Kind, int Start, int End);
