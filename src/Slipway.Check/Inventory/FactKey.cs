// SPDX-License-Identifier: Apache-2.0
using Slipway.Oci;

namespace Slipway.Check;

/// <summary>What a fact is filed under: why the file matters and what it holds, wherever it shows up. Two files may hold the same and mean different things.</summary>
internal readonly record struct FactKey(FactKind Kind, Digest Content);
