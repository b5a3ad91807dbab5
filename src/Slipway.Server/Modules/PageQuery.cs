// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace Slipway.Server;

/// <summary>Reads numbers of a query.</summary>
internal static class PageQuery
{
    private const int MaxPerPage = 100;
    private const int MaxPage = 1_000_000;

    /// <summary>Which page is asked for, and how many entries it has.</summary>
    public static (int Page, int PerPage) Read(IQueryCollection query, int perPage) =>
        (ReadNumber(query, "page", 1, MaxPage), ReadNumber(query, "per_page", perPage, MaxPerPage));

    /// <summary>A number from 1 to <paramref name="most"/>.</summary>
    public static int ReadNumber(IQueryCollection query, string name, int fallback, int most)
    {
        if (!query.TryGetValue(name, out var texts))
            return fallback;
        return int.TryParse(texts.ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= 1 && number <= most
            ? number
            : throw ApiRefusals.Malformed([new("?" + name, "invalid", $"'{texts}' is not a number from 1 to {most}")]);
    }
}
