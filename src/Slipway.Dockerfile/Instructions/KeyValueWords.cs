// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Dockerfile;

/// <summary>A name and a value of ENV or LABEL. Variables count in both.</summary>
/// <param name="Key">The name, quotes still in it.</param>
/// <param name="Value">The value, quotes still in it.</param>
public sealed record KeyValueWords(Word Key, Word Value);
