// SPDX-License-Identifier: Apache-2.0
using Slipway.Check;
using Slipway.Dockerfile;
using Slipway.Native;
using Slipway.Oci;

namespace Slipway.Fleet;

/// <summary>Makes claims of what a fleet file says, with the words in braces filled in. Comparisons name what they compare with as it is written.</summary>
internal sealed class ClaimExpansion(Interpolation words, List<Diagnostic> diagnostics)
{
    internal const string PackageHelp = "write a name, 'deb:name', 'apk:name', 'npm:@scope/name' or 'pypi:name', and a version if it matters: 'deb:name>=1.2'";

    /// <summary>The claims; those that hold for one platform alone say so.</summary>
    internal IReadOnlyList<Claim> Expand(ClaimSettings settings, IReadOnlyList<Platform> platforms)
    {
        var all = ExpandOne(settings);
        if (settings.OfPlatforms.Count == 0)
            return all;
        // What is the same for every platform is said once.
        var each = platforms.Select(platform => (Platform: platform, Claims: ExpandOne(settings.On(platform)))).ToList();
        var shared = all.Where(claim => each.TrueForAll(own => own.Claims.Any(other => IsSame(claim, other)))).ToList();
        return
        [
            .. shared,
            .. each.SelectMany(own => own.Claims.Where(claim => !shared.Exists(other => IsSame(claim, other))).Select(claim => claim with { OnlyOn = own.Platform })),
        ];
    }

    private static bool IsSame(Claim left, Claim right) =>
        left.GetType() == right.GetType() && left.Place == right.Place && left.Statement == right.Statement && left.IsOptional == right.IsOptional;

    private List<Claim> ExpandOne(ClaimSettings settings)
    {
        var claims = new List<Claim>();
        claims.AddRange(Entries(settings.Labels, (place, name, test) => new LabelClaim(place, name, test)));
        claims.AddRange(Entries(settings.Annotations, (place, name, test) => new AnnotationClaim(place, name, test)));
        claims.AddRange(Entries(settings.Env, (place, name, test) => new EnvironmentClaim(place, name, test)));
        claims.AddRange(Users(settings.User));
        if (settings.Workdir is { } workdir && words.Fill(workdir) is { } path)
            claims.Add(new WorkdirClaim(workdir.Place, path));
        claims.AddRange(Listed(settings.Ports, "port", (place, port, presence) => new PortClaim(place, port, presence)));
        claims.AddRange(Listed(settings.Volumes, "volume", (place, volume, presence) => new VolumeClaim(place, volume, presence)));
        claims.AddRange(Healthchecks(settings.Healthcheck));
        if (settings.Entrypoint is { } entrypoint && Fill(entrypoint) is { } entryWords)
            claims.Add(new EntrypointClaim(entrypoint.Place, entryWords));
        if (settings.Cmd is { } cmd && Fill(cmd) is { } cmdWords)
            claims.Add(new CmdClaim(cmd.Place, cmdWords));
        if (settings.StopSignal is { } signal && words.Fill(signal) is { } signalText)
            claims.AddRange(StopSignals(signal.Place, signalText));
        claims.AddRange(Packages(settings.Packages));
        if (settings.NoBuildTools is { } place)
            claims.Add(new BuildToolsClaim(place));
        claims.AddRange(new FileClaimExpansion(words, diagnostics).Expand(settings));
        claims.AddRange(Sizes(settings.Size, SizeMeasure.Stored));
        claims.AddRange(Sizes(settings.Compressed, SizeMeasure.Compressed));
        if (settings.Layers.Max is { } most)
            claims.Add(new LayersClaim(most.Place, LayerBound.AtMost, most.Value));
        if (settings.Layers.Exactly is { } exactly)
            claims.Add(new LayersClaim(exactly.Place, LayerBound.Exactly, exactly.Value));
        claims.AddRange(settings.Platforms.Select(platform => new PlatformClaim(platform.Place, platform.Value)).DistinctBy(claim => claim.Platform));
        claims.AddRange(settings.Commands.Select(Command).OfType<CommandClaim>());
        return claims;
    }

    private IEnumerable<Claim> Entries(IReadOnlyList<EntrySetting> settings, Func<SourcePlace, string, EntryTest, Claim> make) =>
        from setting in settings
        from test in setting.Tests
        let filled = Fill(test, setting.Place, words, diagnostics)
        where filled is not null
        select make(setting.Place, setting.Name, filled);

    /// <summary>A test with the words of its text filled in; null, with a report, where that can't be or proves nothing.</summary>
    internal static EntryTest? Fill(EntryTest test, SourcePlace place, Interpolation words, List<Diagnostic> diagnostics)
    {
        if (test.Text is not { } pattern)
            return test;
        if (words.Fill(pattern.Text, place) is not { } text)
            return null;
        var filled = pattern with { Text = text };
        if (filled.Problem is not { } problem)
            return EntryTest.That(filled);
        diagnostics.Add(place.Error(problem));
        return null;
    }

    private IEnumerable<Claim> Users(IReadOnlyList<NamedText> settings)
    {
        foreach (var (name, value, place) in settings)
        {
            if (name == ClaimsReader.NotRoot)
            {
                yield return new NotRootClaim(place);
                continue;
            }
            if (words.Fill(value!, place) is not { } text)
                continue;
            if (name != "name" && !ClaimsReader.IsNumber(text))
                Report(place, $"'{name}' is a number, not '{text}'", "write the user's name under 'name'");
            else
                yield return new UserClaim(place, name switch { "uid" => UserPart.Uid, "gid" => UserPart.Gid, _ => UserPart.Name }, text);
        }
    }

    private List<Claim> Listed(IReadOnlyList<PresenceSetting> settings, string what, Func<SourcePlace, string, Presence, Claim> make)
    {
        var claims = new List<(string Text, Presence Presence, Claim Claim)>();
        foreach (var setting in settings)
        {
            if (words.Fill(setting.Text) is not { } text)
                continue;
            var claim = make(setting.Text.Place, text, setting.Presence) with { IsOptional = setting.Necessity == Necessity.Optional };
            var before = claims.Find(other => other.Text == text);
            if (before.Claim is null)
                claims.Add((text, setting.Presence, claim));
            else if (before.Presence != setting.Presence)
                ReportOpposite($"{what} '{text}'", claim, before.Claim, diagnostics);
        }
        return claims.ConvertAll(claim => claim.Claim);
    }

    private static IEnumerable<Claim> Healthchecks(HealthcheckSettings settings)
    {
        if (settings.Presence is { } presence)
            yield return new HealthcheckClaim(presence.Place, presence.Value);
        if (settings.Test is { } test)
            yield return new HealthcheckTestClaim(test.Place, test.Value);
        foreach (var (part, number) in settings.Numbers.OrderBy(number => number.Key))
            yield return new HealthcheckNumberClaim(number.Place, part, number.Value);
    }

    private IEnumerable<Claim> StopSignals(SourcePlace place, string text)
    {
        if (Signal.TryParse(text, out var signal))
            return [new StopSignalClaim(place, signal)];
        Report(place, $"there is no signal '{text}'", "write a name such as SIGTERM, or a number from 1 to 64");
        return [];
    }

    private IReadOnlyList<string>? Fill(Located<IReadOnlyList<string>> texts)
    {
        var filled = texts.Value.Select(text => words.Fill(text, texts.Place)).ToList();
        return filled.Contains(null) ? null : [.. filled.OfType<string>()];
    }

    private List<PackageClaim> Packages(IReadOnlyList<PresenceSetting> settings)
    {
        var claims = new List<PackageClaim>();
        foreach (var setting in settings)
        {
            if (words.Fill(setting.Text) is not { } text)
                continue;
            if (!PackagePattern.TryParse(text, out var package, out var problem))
            {
                Report(setting.Text.Place, problem, PackageHelp);
                continue;
            }
            var claim = new PackageClaim(setting.Text.Place, package!, setting.Presence) { IsOptional = setting.Necessity == Necessity.Optional };
            if (claims.Find(other => AreOpposite(claim, other)) is { } opposite)
                ReportOpposite($"package '{text}'", claim, opposite, diagnostics);
            else if (!claims.Exists(other => other.Package == package && other.Presence == claim.Presence))
                claims.Add(claim);
        }
        return claims;
    }

    // One version may be there where another is not.
    private static bool AreOpposite(PackageClaim left, PackageClaim right)
    {
        if (left.Presence == right.Presence || left.Package.Name != right.Package.Name)
            return false;
        var (present, absent) = left.Presence == Presence.Present ? (left.Package, right.Package) : (right.Package, left.Package);
        return (present.Ecosystem is null || absent.Ecosystem is null || present.Ecosystem == absent.Ecosystem)
            && (absent.Version is null || absent.Version == present.Version);
    }

    private IEnumerable<Claim> Sizes(SizeSettings settings, SizeMeasure measure)
    {
        var isOptional = settings.Necessity == Necessity.Optional;
        if (settings.Max is { } max)
            yield return new SizeClaim(max.Place, measure, max.Value);
        if (settings is { Against: { } alone, Saves: null, Grows: null })
            Report(alone.Place, "this is compared with, and nothing is claimed of the difference", "add 'saves: N%' or 'grows: N%'");
        if (settings.Saves is { } saves && Against(saves, settings, "saving") is { } other)
            yield return new SavingClaim(saves.Amount.Place, measure, saves.Amount.Value, other) { IsOptional = isOptional };
        if (settings.Grows is { } grows && Against(grows, settings, "growth") is { } before)
            yield return new GrowthClaim(grows.Amount.Place, measure, grows.Amount.Value, before) { IsOptional = isOptional };
    }

    private string? Against(SizeComparison comparison, SizeSettings settings, string what)
    {
        if ((comparison.Against ?? settings.Against) is { } against)
            return words.Fill(against);
        Report(comparison.Amount.Place, $"the {what} has nothing that it is compared with", "add 'against: SIBLING'");
        return null;
    }

    private CommandClaim? Command(CommandSetting setting)
    {
        var output = setting.Output is { } pattern ? words.Fill(pattern.Text, setting.Run.Place) : null;
        if (Fill(setting.Run) is not { } command || (setting.Output is not null && output is null))
            return null;
        return new(setting.Run.Place, command)
        {
            ExitCode = setting.ExitCode,
            Output = setting.Output is null ? null : setting.Output with { Text = output! },
            IsOptional = setting.Necessity == Necessity.Optional,
        };
    }

    internal static void ReportOpposite(string what, Claim claim, Claim before, List<Diagnostic> diagnostics) => diagnostics.Add(
        claim.Place.Error($"{what} is claimed to be present and absent", "keep one of the two") with
        {
            Notes = [$"the other claim is at line {before.Place.Source.GetPosition(before.Place.Span.Start).Line}"],
        });

    private void Report(SourcePlace place, string message, string? help) => diagnostics.Add(place.Error(message, help));
}
