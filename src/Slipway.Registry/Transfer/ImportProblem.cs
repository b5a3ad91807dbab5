// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Registry;

/// <summary>Something that could not be imported.</summary>
/// <param name="What">What: an image, a file.</param>
/// <param name="Problem">Why, a clause.</param>
public sealed record ImportProblem(string What, string Problem);
