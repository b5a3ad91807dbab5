// SPDX-License-Identifier: Apache-2.0
using System.CommandLine;
using Slipway.Cli.Progress;
using Slipway.Distribution;

namespace Slipway.Cli.Commands.Registries;

/// <summary><c>slipway copy</c>: images between registries, layouts and archives, without the store.</summary>
internal sealed class CopyCommand : SlipwayCommand
{
    private const string Places = "NAME[:TAG][@DIGEST] in a registry (docker://NAME too), oci:DIR[:NAME], oci-archive:FILE[:NAME] or docker-archive:FILE[:NAME]";
    private readonly Argument<string> _source = new("SOURCE") { Description = $"Where the image is: {Places}." };
    private readonly Argument<string[]> _destinations = new("DESTINATION") { Description = "Where it goes, in the same words; several may be given.", Arity = ArgumentArity.OneOrMore };
    private readonly Option<string[]> _platforms = PlatformOption.Several("Of an index, this platform's image alone; of several platforms, an index of theirs. [default: everything, as it is]");
    private readonly Option<bool> _quiet = new("--quiet", "-q") { Description = "Say nothing of how it goes." };
    private readonly Option<bool> _referrers = new("--referrers") { Description = "Take along what refers to the image or its parts, and what refers to that: signatures, SBOMs, proofs." };
    private readonly Option<string[]> _types = new("--referrers-type") { Description = "Of what refers to the image, this artifact type alone; may be given several times. Means --referrers.", HelpName = "TYPE" };
    private readonly Option<bool> _digestTags = new("--digest-tags") { Description = "Take along tags that are made of the image's digest, as cosign's are (sha256-….sig .att .sbom)." };
    private readonly Option<bool> _dryRun = new("--dry-run") { Description = "Say what would be copied and how much each destination lacks, and change nothing." };
    private readonly RemoteWords _remote = new();

    public CopyCommand(Session session)
        : base(session, "copy", "Copy an image between registries, OCI layouts and archives, byte for byte, without the store.",
            "slipway copy ghcr.io/yourusername/openhqm:1.0.0-redis localhost:5000/openhqm:1.0.0-redis",
            "slipway copy --platform linux/arm64 debian:12 oci:layout:debian",
            "slipway copy oci-archive:app.tar localhost:5000/team/app:1.0 registry.example/team/app:1.0",
            "slipway copy --referrers --digest-tags ghcr.io/yourusername/openhqm:1.0.0 registry.example/mirror/openhqm:1.0.0")
    {
        Add(_source);
        Add(_destinations);
        Add(_platforms);
        foreach (var option in new Option[] { _referrers, _types, _digestTags, _dryRun })
            Add(option);
        Add(_quiet);
        foreach (var option in _remote.Options)
            Add(option);
    }

    protected override async Task<int> RunAsync(ParseResult words, CancellationToken cancellationToken)
    {
        var source = ImagePlace.Parse(words.GetRequiredValue(_source), Session.WorkingFolder);
        var destinations = words.GetRequiredValue(_destinations).Select(word => ImagePlace.Parse(word, Session.WorkingFolder)).ToList();
        var request = new CopyRequest(source, destinations) { Platforms = PlatformOption.Read(words.GetValue(_platforms)), Referrers = Selection(words) };
        using var http = _remote.OpenHttp(words, Session);
        var copier = new ImageCopier(Remotes.Transfer(Session, http));
        if (words.GetValue(_dryRun))
        {
            Show(await copier.PlanAsync(request, cancellationToken), source);
            return ExitCode.Done;
        }
        CopyResult copied;
        using (var view = words.GetValue(_quiet) ? null : new TransferView(Session, $"copying {source}"))
            copied = await copier.CopyAsync(request, view, cancellationToken);
        Warn(copied);
        foreach (var destination in destinations)
            Session.Output.WriteLine($"{destination}: {copied.Image.Digest}{Along(copied)}");
        return ExitCode.Done;
    }

    private ReferrerSelection? Selection(ParseResult words)
    {
        var types = words.GetValue(_types) ?? [];
        var kinds = (words.GetValue(_referrers) || types.Length > 0 ? ReferrerKinds.Subjects : ReferrerKinds.None) | (words.GetValue(_digestTags) ? ReferrerKinds.DigestTags : ReferrerKinds.None);
        return kinds == ReferrerKinds.None ? null : new() { ArtifactTypes = types, Kinds = kinds };
    }

    private void Show(CopyPlan plan, ImagePlace source)
    {
        Warn(plan.Result);
        Session.Output.WriteLine($"{source}: {plan.Result.Image.Digest}");
        foreach (var referrer in plan.Result.Referrers)
            Session.Output.WriteLine($"  {referrer.Digest} {DisplayText.Clean(referrer.ArtifactType ?? referrer.MediaType)}");
        foreach (var tag in plan.Result.DigestTags)
            Session.Output.WriteLine($"  {tag}");
        foreach (var place in plan.Places)
            Session.Output.WriteLine($"{place.Place}: {(place.Missing == 0 ? $"all of {Count(place.Blobs, "blob")} are there" : $"lacks {place.Missing} of {Count(place.Blobs, "blob")}, {Units.Size(place.MissingBytes)}")}");
        Session.Error.WriteLine("This was a dry run: nothing was copied.");
    }

    private void Warn(CopyResult copied)
    {
        foreach (var skipped in copied.Skipped)
            Session.Error.WriteLine($"warning: {skipped.Referrer} is listed as referring to {skipped.Subject} and was left out: {skipped.Reason}");
    }

    private static string Along(CopyResult copied)
    {
        var along = new List<string>();
        if (copied.Referrers.Count > 0)
            along.Add(Count(copied.Referrers.Count, "referrer"));
        if (copied.DigestTags.Count > 0)
            along.Add(Count(copied.DigestTags.Count, "digest tag"));
        return along.Count == 0 ? "" : $" with {string.Join(" and ", along)}";
    }

    private static string Count(int count, string noun) => count == 1 ? $"1 {noun}" : $"{count} {noun}s";
}
