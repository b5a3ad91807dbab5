// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Dockerfile;

/// <summary>A line of the file: its content, then its line break, as offsets.</summary>
internal readonly record struct PhysicalLine(int Start, int ContentEnd, int End);
