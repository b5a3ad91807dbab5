// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics.CodeAnalysis;

namespace Slipway.Build;

/// <summary>A place elsewhere that the results of a build are carried to (<c>--cache-to</c>), one manifest for all its targets.</summary>
/// <param name="Place">Where to.</param>
public sealed record CacheExport(CachePlace Place)
{
    /// <summary>Of which steps. The default is <see cref="CacheMode.Max"/>: with it a second machine runs nothing that this one ran. (Docker's is min.)</summary>
    public CacheMode Mode { get; init; } = CacheMode.Max;

    /// <summary>Whether a build has come to its end although the cache could not be carried. The default is false.</summary>
    public bool IgnoresErrors { get; init; }

    /// <summary>
    /// Reads Docker's text: <c>type=registry,ref=NAME</c> or <c>NAME</c> alone, <c>type=local,dest=FOLDER[,tag=NAME]</c>, <c>type=inline</c>, and
    /// <c>mode=min|max</c>, <c>ignore-error=true</c>.
    /// </summary>
    /// <inheritdoc cref="CacheImport.TryParse"/>
    /// <param name="text">The text.</param>
    /// <param name="folder">What paths are relative to, absolute.</param>
    /// <param name="export">What it says; null where it says nothing that is understood.</param>
    /// <param name="problem">What is wrong then, a sentence without its full stop.</param>
    public static bool TryParse(string text, string folder, [NotNullWhen(true)] out CacheExport? export, [NotNullWhen(false)] out string? problem)
    {
        ArgumentNullException.ThrowIfNull(text);
        export = null;
        var (place, wrong) = CacheText.ReadPlace(text.Contains('=', StringComparison.Ordinal) ? text : $"type=registry,ref={text}", folder, "dest", out var fields);
        var mode = fields.Take("mode");
        if (mode is not (null or "min" or "max"))
            fields.Refuse($"'mode={mode}' of the cache '{text}' is neither min nor max");
        else if (mode == "max" && place is CachePlace.InImages)
            fields.Refuse("a cache inside images has the steps of their own layers alone; write mode=min, or carry it to a registry or folder");
        if (fields.TakeSwitch("oci-mediatypes") == false || fields.TakeSwitch("image-manifest") == false)
            fields.Refuse($"the cache '{text}' would be of Docker's own types; a cache is an OCI image manifest, which every registry of today takes");
        var ignoresErrors = fields.TakeSwitch("ignore-error") ?? false;
        fields.RefuseRest();
        problem = wrong ?? fields.Problem;
        export = problem is null ? new(place!) { Mode = mode == "min" || place is CachePlace.InImages ? CacheMode.Min : CacheMode.Max, IgnoresErrors = ignoresErrors } : null;
        return export is not null;
    }
}
