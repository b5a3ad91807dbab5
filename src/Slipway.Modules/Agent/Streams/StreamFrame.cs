// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Modules;

/// <summary>A frame of attached streams: one byte that says what it holds, four that say how much of it follows, and that. Numbers have their highest byte first.</summary>
/// <param name="Kind">What it holds.</param>
/// <param name="Content">It; good until the next frame is read.</param>
public readonly record struct StreamFrame(StreamFrameKind Kind, ReadOnlyMemory<byte> Content);
