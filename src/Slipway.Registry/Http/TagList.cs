// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Registry;

/// <summary>A page of a repository's tags.</summary>
internal sealed record TagList(string Name, IReadOnlyList<string> Tags);
