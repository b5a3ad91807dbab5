// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Build.Tests;

/// <summary>A Dockerfile that BuildKit 0.13 doesn't know how to build, with what later ones make of it, written by hand.</summary>
/// <param name="Id">Its name.</param>
/// <param name="Serves">The point of the language that it is there for.</param>
/// <param name="Dockerfile">The Dockerfile.</param>
/// <param name="Tree">What is below /out, a line each: path, type, mode, owner, and of a link where it leads; null where the row is refused.</param>
public sealed record NewerRow(string Id, string Serves, string Dockerfile, string? Tree)
{
    /// <summary>What a refusal has to say.</summary>
    public string? Refusal { get; init; }
}
