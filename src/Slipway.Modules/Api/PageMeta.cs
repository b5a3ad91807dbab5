// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Modules;

/// <summary>Where a page is among all.</summary>
/// <param name="Total">How many entries there are in all.</param>
/// <param name="Page">This page, from 1.</param>
/// <param name="PerPage">How many entries a page has.</param>
/// <param name="TotalPages">How many pages there are.</param>
public sealed record PageMeta(int Total, int Page, int PerPage, int TotalPages)
{
    /// <summary>Computes it.</summary>
    public static PageMeta Of(int total, int page, int perPage) => new(total, page, perPage, (total + perPage - 1) / perPage);
}
