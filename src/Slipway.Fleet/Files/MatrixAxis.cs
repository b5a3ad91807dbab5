// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Fleet;

/// <summary>An axis of a matrix and its values, in the order of the file.</summary>
public sealed record MatrixAxis(Located<string> Name, IReadOnlyList<Located<string>> Values);
