// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics.CodeAnalysis;

namespace Slipway.Build;

/// <summary>A cache from elsewhere that a build takes results from (<c>--cache-from</c>). Nothing is fetched of it but what is needed.</summary>
/// <param name="Place">Where it is.</param>
public sealed record CacheImport(CachePlace Place)
{
    /// <summary>
    /// Reads Docker's text: <c>type=registry,ref=NAME</c> or <c>NAME</c> alone, <c>type=local,src=FOLDER[,tag=NAME][,digest=DIGEST]</c>.
    /// </summary>
    /// <param name="text">The text.</param>
    /// <param name="folder">What paths are relative to, absolute.</param>
    /// <param name="import">What it says; null where it says nothing that is understood.</param>
    /// <param name="problem">What is wrong then, a sentence without its full stop.</param>
    public static bool TryParse(string text, string folder, [NotNullWhen(true)] out CacheImport? import, [NotNullWhen(false)] out string? problem)
    {
        ArgumentNullException.ThrowIfNull(text);
        var (place, wrong) = CacheText.ReadPlace(text.Contains('=', StringComparison.Ordinal) ? text : $"type=registry,ref={text}", folder, "src", out var fields);
        fields.RefuseRest();
        problem = wrong ?? fields.Problem ?? (place is CachePlace.InImages ? $"the cache '{text}' is in no place; an image with a cache inside is read by type=registry,ref=NAME" : null);
        import = problem is null ? new(place!) : null;
        return import is not null;
    }
}
