// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using System.Text.RegularExpressions;
using Slipway.Check;
using Slipway.Dockerfile;

namespace Slipway.Fleet;

/// <summary>Makes claims of what a fleet file says of files.</summary>
internal sealed partial class FileClaimExpansion(Interpolation words, List<Diagnostic> diagnostics)
{
    private readonly List<FileClaim> _claims = [];

    [GeneratedRegex(@"\A0?o?([0-7]{3,4})\z", RegexOptions.CultureInvariant)]
    private static partial Regex ModeGrammar();

    internal IEnumerable<Claim> Expand(ClaimSettings settings)
    {
        foreach (var setting in settings.Files)
            Add(setting);
        return [.. _claims, .. settings.FileContents.SelectMany(Contents), .. Texts(settings.FileModes, Mode), .. Texts(settings.FileOwners, Owner)];
    }

    private void Add(PresenceSetting setting)
    {
        if (Fill(setting.Text.Value, setting.Text.Place) is not { } path)
            return;
        var claim = new FileClaim(setting.Text.Place, path, setting.Presence) { IsOptional = setting.Necessity == Necessity.Optional };
        if (_claims.Find(other => other.Path == path) is not { } before)
            _claims.Add(claim);
        else if (before.Presence != claim.Presence)
            ClaimExpansion.ReportOpposite($"file '{path}'", claim, before, diagnostics);
    }

    private IEnumerable<Claim> Contents(EntrySetting setting)
    {
        if (Fill(setting.Name, setting.Place) is not { } path)
            yield break;
        foreach (var test in setting.Tests)
        {
            if (ClaimExpansion.Fill(test, setting.Place, words, diagnostics) is { Text: { } content }
                && IsThere(new FileContentClaim(setting.Place, path, content) { IsOptional = setting.Necessity == Necessity.Optional }, path) is { } claim)
                yield return claim;
        }
    }

    private IEnumerable<Claim> Texts(IReadOnlyList<NamedText> settings, Func<SourcePlace, string, string, Claim?> make)
    {
        foreach (var (name, value, place) in settings)
        {
            if (Fill(name, place) is { } path && words.Fill(value!, place) is { } text && make(place, path, text) is { } claim && IsThere(claim, path) is { } own)
                yield return own;
        }
    }

    private FileModeClaim? Mode(SourcePlace place, string path, string text)
    {
        if (ModeGrammar().Match(text) is { Success: true } match)
            return new(place, path, Convert.ToInt32(match.Groups[1].Value, 8));
        diagnostics.Add(place.Error(string.Create(CultureInfo.InvariantCulture, $"'{text}' is not a mode"), "write three or four octal digits, such as \"0755\""));
        return null;
    }

    private static FileOwnerClaim Owner(SourcePlace place, string path, string text) => new(place, path, text);

    // What is said of a file says that it is there.
    private Claim? IsThere(Claim claim, string path)
    {
        if (_claims.Find(other => other.Path == path && other.Presence == Presence.Absent) is not { } absent)
            return claim;
        ClaimExpansion.ReportOpposite($"file '{path}'", claim, absent, diagnostics);
        return null;
    }

    private string? Fill(string text, SourcePlace place)
    {
        if (words.Fill(text, place) is not { } path)
            return null;
        if (FileClaim.FindProblem(path) is not { } problem)
            return path;
        diagnostics.Add(place.Error(problem));
        return null;
    }
}
