// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Containers;

/// <summary>Some of what a program wrote, as somebody who is attached gets it.</summary>
/// <param name="Source">Where the program wrote it; with a terminal standard output.</param>
/// <param name="Bytes">What it wrote; good until the next piece is read. Empty where <paramref name="Lost"/> isn't 0.</param>
/// <param name="Lost">How many bytes were left out here because they were not taken fast enough.</param>
public readonly record struct OutputPiece(LogSource Source, ReadOnlyMemory<byte> Bytes, long Lost);
