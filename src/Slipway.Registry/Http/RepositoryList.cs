// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Registry;

/// <summary>A page of the catalog.</summary>
internal sealed record RepositoryList(IReadOnlyList<string> Repositories);
