// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Dockerfile;

/// <summary>A place in a text as people count: lines from 1, and columns from 1 in Unicode characters (a tab is one).</summary>
public readonly record struct LinePosition(int Line, int Column)
{
    /// <summary><c>line:column</c>.</summary>
    public override string ToString() => $"{Line}:{Column}";
}
