// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Dockerfile;

/// <summary>A variable that ARG declares.</summary>
/// <param name="Name">The name.</param>
/// <param name="Default">The value if none is given; null if the declaration has no <c>=</c>.</param>
public sealed record ArgDeclaration(Word Name, Word? Default);
