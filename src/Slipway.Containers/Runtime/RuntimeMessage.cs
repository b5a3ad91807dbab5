// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Containers;

/// <summary>One line of a runtime's JSON log.</summary>
internal sealed record RuntimeMessage(string? Level, string? Msg);
