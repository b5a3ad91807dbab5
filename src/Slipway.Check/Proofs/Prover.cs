// SPDX-License-Identifier: Apache-2.0
using System.Text.RegularExpressions;
using Slipway.Oci;

namespace Slipway.Check;

/// <summary>Proves claims of images by what the images are, not by what anybody says of them.</summary>
/// <param name="inventories">Reads the contents of files of which something is claimed.</param>
/// <param name="runner">Runs commands; null where nothing can, and then claims of commands are unprovable.</param>
public sealed class Prover(InventoryReader inventories, IImageRunner? runner)
{
    /// <summary>Proves every claim, in the order given, whatever platform it is about. A claim that is false is a result, never an exception.</summary>
    /// <param name="claims">The claims.</param>
    /// <param name="subject">The image.</param>
    /// <param name="compared">Finds the sizes that the image's are compared with; null if there is nothing of that name for the platform.</param>
    /// <param name="cancellationToken">Stops proving.</param>
    public async Task<IReadOnlyList<Proof>> ProveAsync(
        IReadOnlyList<Claim> claims, ProofSubject subject, Func<ComparisonClaim, ComparedSizes?> compared, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(claims);
        ArgumentNullException.ThrowIfNull(subject);
        ArgumentNullException.ThrowIfNull(compared);
        var contents = await ReadContentsAsync(claims, subject, cancellationToken).ConfigureAwait(false);
        var proofs = new List<Proof>();
        foreach (var claim in claims)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var verdict = claim is CommandClaim command
                ? await RunAsync(command, subject, cancellationToken).ConfigureAwait(false)
                : Judge(claim, subject, compared, contents);
            proofs.Add(new()
            {
                Claim = claim,
                Subject = subject.Name,
                Platform = subject.Inventory.Platform,
                Outcome = verdict.Outcome,
                // Names of files and packages are the image's, and may be hostile.
                Found = ProofText.Clean(verdict.Found),
                Distance = verdict is { Outcome: ProofOutcome.False, Distance: { } distance } ? ProofText.Clean(distance) : null,
            });
        }
        return proofs;
    }

    private static Verdict Judge(
        Claim claim, ProofSubject subject, Func<ComparisonClaim, ComparedSizes?> compared, IReadOnlyDictionary<Digest, byte[]> contents) => claim switch
    {
        PackageClaim package => PackageProofs.Judge(package, subject.Inventory),
        BuildToolsClaim => BuildToolProofs.Judge(subject),
        FileClaim file => FileProofs.Judge(file, subject.Inventory.Tree),
        FileContentClaim content => FileProofs.Judge(content, subject.Inventory.Tree, contents),
        FileModeClaim mode => FileProofs.Judge(mode, subject.Inventory.Tree),
        FileOwnerClaim owner => FileProofs.Judge(owner, subject.Inventory),
        SizeClaim size => SizeProofs.Judge(size, subject.Inventory),
        LayersClaim layers => SizeProofs.Judge(layers, subject.Inventory),
        ComparisonClaim comparison => SizeProofs.Judge(comparison, subject.Inventory, compared(comparison)),
        PlatformClaim platform => Verdict.When(
            subject.Platforms.Any(own => own.Satisfies(platform.Platform)), $"it exists for {string.Join(", ", subject.Platforms)}"),
        _ => ConfigurationProofs.Judge(claim, subject),
    };

    private async Task<IReadOnlyDictionary<Digest, byte[]>> ReadContentsAsync(IReadOnlyList<Claim> claims, ProofSubject subject, CancellationToken cancellationToken)
    {
        var wanted = claims.OfType<FileContentClaim>().Select(claim => FileProofs.ContentOf(claim, subject.Inventory.Tree)).OfType<Digest>().ToHashSet();
        return wanted.Count == 0
            ? new Dictionary<Digest, byte[]>()
            : await inventories.ReadContentsAsync(subject.Image, wanted, cancellationToken).ConfigureAwait(false);
    }

    private async Task<Verdict> RunAsync(CommandClaim claim, ProofSubject subject, CancellationToken cancellationToken)
    {
        if (runner is null)
            return Verdict.Unknown("no command can be run here");
        var run = await runner.RunAsync(subject.Image, claim.Command, cancellationToken).ConfigureAwait(false);
        if (run.Obstacle is { } obstacle)
            return Verdict.Unknown(obstacle);
        if (run.ExitCode != claim.ExitCode)
            return Verdict.False($"it ends with {run.ExitCode}", Shown("it writes to its standard error", run.Errors));
        try
        {
            return claim.Output is not { } pattern ? Verdict.True($"it ends with {run.ExitCode}")
                : Verdict.When(pattern.Accepts(run.Output), Shown("it prints", run.Output) ?? "it prints nothing", ProofText.Difference(pattern, run.Output));
        }
        catch (RegexMatchTimeoutException)
        {
            return Verdict.Unknown("the regular expression takes too long on what the command prints");
        }
    }

    private static string? Shown(string what, string text) => ProofText.Clip(text) is { Length: > 0 } line ? $"{what} '{line}'" : null;
}
