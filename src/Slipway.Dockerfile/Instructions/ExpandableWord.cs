// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Dockerfile;

/// <summary>A word of an instruction in which variables count, and how to expand it.</summary>
public readonly record struct ExpandableWord(Word Word, ExpansionMode Mode = ExpansionMode.Word);
