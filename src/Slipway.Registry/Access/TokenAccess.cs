// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Registry;

/// <summary>A right in a token.</summary>
/// <param name="Type"><c>repository</c> or <c>registry</c>.</param>
/// <param name="Name">The repository, or <c>catalog</c>.</param>
/// <param name="Actions">What it allows.</param>
internal sealed record TokenAccess(string Type, string Name, IReadOnlyList<string> Actions);
