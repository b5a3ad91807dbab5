// SPDX-License-Identifier: Apache-2.0
using Slipway.Check;
using Slipway.Dockerfile;

namespace Slipway.Fleet;

/// <summary>Makes claims of what a fleet file says, with the words in braces filled in. Savings name their sibling as it is written.</summary>
internal sealed class ClaimExpansion(Interpolation words, List<Diagnostic> diagnostics)
{
    internal IReadOnlyList<Claim> Expand(ClaimSettings settings)
    {
        var claims = new List<Claim>();
        claims.AddRange(Filled(settings.Labels, (place, name, value) => new LabelClaim(place, name, value)));
        claims.AddRange(Filled(settings.Annotations, (place, name, value) => new AnnotationClaim(place, name, value)));
        claims.AddRange(Filled(settings.Env, (place, name, value) => new EnvironmentClaim(place, name, value)));
        claims.AddRange(Filled(settings.User, (place, name, value) => new UserClaim(place, PartOf(name), value)));
        if (settings.Workdir is { } workdir && words.Fill(workdir) is { } path)
            claims.Add(new WorkdirClaim(workdir.Place, path));
        claims.AddRange(settings.Ports.Select(port => new PortClaim(port.Place, port.Value)).DistinctBy(claim => claim.Port));
        if (settings.Healthcheck is { } check)
            claims.Add(new HealthcheckClaim(check.Place, check.Value));
        if (settings.Entrypoint is { } entrypoint && Fill(entrypoint) is { } entryWords)
            claims.Add(new EntrypointClaim(entrypoint.Place, entryWords));
        if (settings.Cmd is { } cmd && Fill(cmd) is { } cmdWords)
            claims.Add(new CmdClaim(cmd.Place, cmdWords));
        claims.AddRange(Packages(settings.Packages));
        claims.AddRange(Files(settings.Files));
        claims.AddRange(Sizes(settings.Size, SizeMeasure.Stored));
        claims.AddRange(Sizes(settings.Compressed, SizeMeasure.Compressed));
        claims.AddRange(settings.Platforms.Select(platform => new PlatformClaim(platform.Place, platform.Value)).DistinctBy(claim => claim.Platform));
        claims.AddRange(settings.Commands.Select(Command).OfType<CommandClaim>());
        return claims;
    }

    private static UserPart PartOf(string word) => word switch { "uid" => UserPart.Uid, "gid" => UserPart.Gid, _ => UserPart.Name };

    private IEnumerable<Claim> Filled(IReadOnlyList<NamedText> texts, Func<SourcePlace, string, string, Claim> make)
    {
        foreach (var (name, value, place) in texts)
        {
            if (words.Fill(value!, place) is { } text)
                yield return make(place, name, text);
        }
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
                Report(setting.Text.Place, problem, "write a name, 'deb:name', 'npm:name' or 'npm:@scope/name'");
                continue;
            }
            var claim = new PackageClaim(setting.Text.Place, package!, setting.Presence) { IsOptional = setting.Necessity == Necessity.Optional };
            var opposite = claims.Find(other => other.Presence != claim.Presence && other.Package.Name == package!.Name
                && (other.Package.Ecosystem is null || package.Ecosystem is null || other.Package.Ecosystem == package.Ecosystem));
            if (opposite is not null)
                ReportOpposite($"package '{text}'", claim, opposite);
            else if (!claims.Exists(other => other.Package == package && other.Presence == claim.Presence))
                claims.Add(claim);
        }
        return claims;
    }

    private List<FileClaim> Files(IReadOnlyList<PresenceSetting> settings)
    {
        var claims = new List<FileClaim>();
        foreach (var setting in settings)
        {
            if (words.Fill(setting.Text) is not { } path)
                continue;
            var claim = new FileClaim(setting.Text.Place, path, setting.Presence) { IsOptional = setting.Necessity == Necessity.Optional };
            if (claims.Find(other => other.Path == path) is not { } before)
                claims.Add(claim);
            else if (before.Presence != claim.Presence)
                ReportOpposite($"file '{path}'", claim, before);
        }
        return claims;
    }

    private IEnumerable<Claim> Sizes(SizeSettings settings, SizeMeasure measure)
    {
        if (settings.Max is { } max)
            yield return new SizeClaim(max.Place, measure, max.Value);
        if (settings.Saves is { } saves && settings.Against is null)
            Report(saves.Place, "the saving has nothing that it is compared with", "add 'against: SIBLING'");
        else if (settings.Against is { } alone && settings.Saves is null)
            Report(alone.Place, "this is compared with, and nothing is claimed to be saved", "add 'saves: N%'");
        else if (settings is { Saves: { } percent, Against: { } against } && words.Fill(against) is { } sibling)
            yield return new SavingClaim(percent.Place, measure, percent.Value, sibling);
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

    private void ReportOpposite(string what, Claim claim, Claim before) => diagnostics.Add(
        claim.Place.Error($"{what} is claimed to be present and absent", "keep one of the two") with
        {
            Notes = [$"the other claim is at line {before.Place.Source.GetPosition(before.Place.Span.Start).Line}"],
        });

    private void Report(SourcePlace place, string message, string? help) => diagnostics.Add(place.Error(message, help));
}
